import { modelMetadata } from '../../../model/metadata.js';
import type { ModelFile } from '../../../model/modelFile.js';
import { namedTensors } from '../../../model/tensors.js';
import { dataSection, SEAL, safetensorsFile } from '../../../network/safetensorsForm.js';

/**
 * A model as the bytes of a file, as `writeModel` writes it. Browsers seal it only where the page came by https or from
 * this machine; elsewhere they lend no hash, and the file, as good a model, has no seal by which damage is known.
 */
export async function modelBytes({ description, parameters }: ModelFile): Promise<Uint8Array<ArrayBuffer>> {
  const tensors = namedTensors(parameters);
  const data = dataSection(tensors, 'F32');
  const { subtle } = crypto as Partial<Crypto>;
  const seal = subtle && { [SEAL]: hex(await subtle.digest('SHA-256', data)) };
  return safetensorsFile(tensors, { ...modelMetadata(description), ...seal }, 'F32', data);
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
