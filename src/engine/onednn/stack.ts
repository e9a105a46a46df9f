import type { Layer } from '../../network/network.js';
import type { DataType } from './abi.js';
import type { Fusion, Lower, Lowered, Lowering, Value } from './lowering.js';

/**
 * Lowers layers one after the other.
 *
 * @param outputType of the last product
 * @param addTo what the last layer, a convolution, adds its output to
 */
export function lowerStack(
  lower: Lower,
  to: Lowering,
  layers: readonly Layer[],
  input: Value,
  outputType: DataType,
  addTo?: Value,
): Lowered {
  const lowered: Lowered[] = [];
  let output = input;
  for (const [i, layer] of layers.entries()) {
    const fusion = fusionOf(layers, i, to.type, outputType);
    lowered.push(lower(to, layer, output, i === layers.length - 1 ? { ...fusion, addTo } : fusion));
    output = lowered.at(-1)!.output;
  }
  return {
    output,
    backward: (gradient) =>
      lowered.reduceRight<Value | undefined>((g, layer) => g && layer.backward(g), gradient),
  };
}

const isProduct = ({ kind }: Layer): boolean =>
  kind === 'conv' || kind === 'upsampleConv' || kind === 'linear';

/**
 * A ReLU that follows a product is applied by the product, also across a max-pool: relu(max(x)) is
 * max(relu(x)). Where that makes ties, among zeros, the gradient is zero.
 */
function fusionOf(layers: readonly Layer[], i: number, type: DataType, lastType: DataType): Fusion {
  const layer = layers[i]!;
  const last = !layers.slice(i + 1).some((later) => isProduct(later) || later.kind === 'residual');
  const outputType = last ? lastType : type;
  if (isProduct(layer)) {
    const next = layers[i + 1]?.kind === 'maxPool' ? i + 2 : i + 1;
    return { relu: layers[next]?.kind === 'relu', outputType };
  }
  const before = layers[i - 1]?.kind === 'maxPool' ? i - 2 : i - 1;
  const relu = layer.kind === 'relu' && before >= 0 && isProduct(layers[before]!);
  return { relu, outputType, keepInput: i === 0 || layers[i - 1]!.kind === 'relu' };
}
