/** Columns `start` up to `end` of [rows, width]. */
export function columns(values: Float32Array, width: number, start: number, end: number): Float32Array {
  const result = new Float32Array((values.length / width) * (end - start));
  for (let row = 0; row * width < values.length; row++)
    result.set(values.subarray(row * width + start, row * width + end), row * (end - start));
  return result;
}
