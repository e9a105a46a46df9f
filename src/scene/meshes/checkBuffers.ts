import type { GLTF, JSONDocument } from '@gltf-transform/core';
import { GLB_BUFFER } from '@gltf-transform/core';
import { EXTMeshoptCompression } from '@gltf-transform/extensions';

type Accessor = Pick<GLTF.IAccessor, 'bufferView' | 'byteOffset' | 'componentType' | 'count' | 'type'>;

/** Bytes of a number, by glTF's codes. */
const BYTES: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 };
const NUMBERS: Readonly<Record<string, number>> = {
  ...{ SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 },
  ...{ MAT2: 4, MAT3: 9, MAT4: 16 },
};

/**
 * Holds what a glTF file reads of its buffers against what they have. The library reads on behind the end, of a view
 * and of a buffer: whatever lay there in memory became the object's corners.
 *
 * @throws Error where something is short
 */
export function checkBuffers({ json, resources }: JSONDocument): void {
  for (const view of json.bufferViews ?? []) {
    // Of a compressed view the buffer that is named here is only for who cannot decompress, and empty.
    const packed = view.extensions?.[EXTMeshoptCompression.EXTENSION_NAME] as typeof view | undefined;
    const { buffer, byteOffset = 0, byteLength } = packed ?? view;
    const has = resources[json.buffers?.[buffer]?.uri ?? GLB_BUFFER]?.byteLength ?? 0;
    within('buffer', has, byteOffset, byteLength);
  }
  for (const accessor of json.accessors ?? []) {
    const { sparse } = accessor;
    checkAccessor(json, accessor);
    if (sparse === undefined) continue;
    checkAccessor(json, { ...sparse.indices, count: sparse.count, type: 'SCALAR' });
    checkAccessor(json, { ...accessor, ...sparse.values, count: sparse.count });
  }
}

function checkAccessor(json: GLTF.IGLTF, accessor: Accessor): void {
  const { bufferView, byteOffset = 0, componentType, count, type } = accessor;
  if (bufferView === undefined) return;
  const view = json.bufferViews?.[bufferView];
  const bytes = (BYTES[componentType] ?? Number.NaN) * (NUMBERS[type] ?? Number.NaN);
  const last = (count - 1) * (view?.byteStride ?? bytes);
  within('part of a buffer', view?.byteLength ?? 0, byteOffset, count === 0 ? 0 : last + bytes);
}

function within(what: string, has: number, from: number, length: number): void {
  if (from >= 0 && length >= 0 && from + length <= has) return;
  throw new Error(`a ${what} has ${has} of the ${from + length} bytes that are read of it`);
}
