/** Whether two arrays hold the same bytes. */
export function same(a, b) {
  return a.length === b.length && Buffer.compare(view(a), view(b)) === 0;
}

function view({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength);
}
