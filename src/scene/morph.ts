import { createMorphKernel } from './morphKernel.js';

/** A linear model: mean + sum of coefficient x component. */
export interface LinearModel {
  readonly mean: Float32Array;
  /** One component a coefficient, each scaled to one standard deviation. */
  readonly components: readonly Float32Array[];
}

/** What the kernel works on is a cache line. */
const LINE = 64;

/**
 * Prepares a linear model for making instances of it.
 *
 * @returns makes the instance that the coefficients name, as long as the mean. The same array is returned, and
 * overwritten, each time; what is written into it stays until then.
 */
export function createMorph({
  mean,
  components,
}: LinearModel): (coefficients: Float32Array) => Float32Array<ArrayBuffer> {
  const bytes = Math.ceil((4 * mean.length) / LINE) * LINE;
  const out = 0;
  const coefficientsAt = bytes;
  const meanAt = coefficientsAt + Math.ceil((4 * components.length) / LINE) * LINE;
  const componentsAt = meanAt + bytes;
  const { morph, memory } = createMorphKernel(componentsAt + components.length * bytes);
  const floats = (at: number, length: number): Float32Array<ArrayBuffer> =>
    new Float32Array(memory, at, length);
  floats(meanAt, mean.length).set(mean);
  for (const [k, component] of components.entries())
    for (let i = 0; 4 * i < bytes; i += LINE / 4)
      floats(componentsAt + 4 * i * components.length + k * LINE, LINE / 4).set(
        component.subarray(i, i + LINE / 4),
      );
  const own = floats(coefficientsAt, components.length);
  const instance = floats(out, mean.length);
  return (coefficients) => {
    own.set(coefficients.subarray(0, components.length));
    morph(out, meanAt, componentsAt, coefficientsAt, bytes, 4 * components.length);
    return instance;
  };
}
