import { UserError } from '../errors.js';
import type { Parameters } from '../network/parameters.js';
import type { NamedTensor } from '../network/safetensors.js';

/** The tensors of a safetensors file, under their own names after a prefix. */
export function namedTensors(parameters: Parameters, prefix = ''): readonly NamedTensor[] {
  return parameters.specs.map(({ name, shape }) => ({
    name: prefix + name,
    shape,
    data: parameters.get(name),
  }));
}

/**
 * Copies the tensors of a file into `parameters`.
 *
 * @param source the file's name, for messages
 * @throws UserError where one is missing or of another shape
 */
export function fillParameters(
  parameters: Parameters,
  tensors: ReadonlyMap<string, NamedTensor>,
  prefix: string,
  source: string,
): void {
  for (const { name, shape } of parameters.specs) {
    const tensor = tensors.get(prefix + name);
    if (tensor?.shape.join() !== shape.join())
      throw new UserError(
        `${source} does not fit the network: ${prefix}${name} should be [${shape.join(', ')}], but is ` +
          `${tensor === undefined ? 'missing' : `[${tensor.shape.join(', ')}]`}. Take the file that belongs to it.`,
      );
    parameters.get(name).set(tensor.data);
  }
}
