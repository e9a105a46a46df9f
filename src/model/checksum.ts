import { createHash } from 'node:crypto';
import type { Parameters } from '../network/parameters.js';

/** SHA-256 of all numbers of a model, in their order: what tells models apart, whatever their files are called. */
export function checksumOf({ data }: Parameters): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}
