import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { fillParameters, namedTensors } from '../model/tensors.js';
import type { Parameters } from '../network/parameters.js';
import {
  type NamedTensor,
  readSafetensors,
  type Safetensors,
  writeSafetensors,
} from '../network/safetensors.js';
import { parametersOf } from '../network/tensors.js';
import type { Gallery } from './gallery.js';
import { buildHead } from './head.js';
import { embeddingWidth, projectionKinds } from './projection.js';

const FORMAT = 'dcign gallery 1';

const metadataSchema = z.object({
  format: z.literal(FORMAT),
  model: z.string(),
  kind: z.enum(projectionKinds),
  threshold: z.coerce.number(),
  equalErrorRate: z.coerce.number(),
  names: z.string().transform((text, context) => {
    const names = z.array(z.string()).safeParse(parseJson(text));
    if (names.success) return names.data;
    context.addIssue('expected is a list of names');
    return z.NEVER;
  }),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes a gallery with the recogniser it was enrolled by: one safetensors file, whole or not at all. */
export async function writeGallery(path: string, { recogniser, names, vectors }: Gallery): Promise<void> {
  const { model, kind, threshold, equalErrorRate, projection } = recogniser;
  const width = projection.mean.length;
  const tensors: NamedTensor[] = [
    { name: 'mean', shape: [width], data: projection.mean },
    { name: 'scale', shape: [width], data: projection.scale },
    { name: 'people', shape: [names.length, embeddingWidth(projection)], data: vectors },
  ];
  if (projection.directions !== undefined)
    tensors.push({
      name: 'directions',
      shape: [embeddingWidth(projection), width],
      data: projection.directions,
    });
  const { head } = projection;
  if (head !== undefined) tensors.push(...namedTensors(head));
  await writeAtomically(
    path,
    writeSafetensors(tensors, {
      format: FORMAT,
      model,
      kind,
      threshold: String(threshold),
      equalErrorRate: String(equalErrorRate),
      names: JSON.stringify(names),
    }),
  );
}

function readHead(inputs: number, tensors: Safetensors['tensors'], path: string): Parameters {
  const head = parametersOf(buildHead(inputs));
  fillParameters(head, tensors, '', path);
  return head;
}

/** @throws UserError where there is no intact gallery */
export async function readGallery(path: string): Promise<Gallery> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`The gallery ${path} cannot be read (${error.code}). Check the path.`);
  });
  const { metadata, tensors } = readSafetensors(bytes, path);
  const described = metadataSchema.safeParse(metadata);
  const tensor = (name: string): Float32Array | undefined => tensors.get(name)?.data;
  const [mean, scale, vectors, directions] = ['mean', 'scale', 'people', 'directions'].map(tensor);
  const noGallery = new UserError(
    `${path} is no gallery that this version of dcign can read. Give a folder of people, or a file that was ` +
      'saved from one with dcign recognise --save.',
  );
  if (!described.success || mean === undefined || scale === undefined || vectors === undefined)
    throw noGallery;
  const { names, model, kind, threshold, equalErrorRate } = described.data;
  const projection = {
    mean,
    scale,
    ...(directions === undefined ? {} : { directions }),
    ...(kind === 'learnt' ? { head: readHead(mean.length, tensors, path) } : {}),
  };
  // Whose description has been altered: numbers of other lengths would be compared all the same, and wrongly.
  const isDirected = kind === 'whitened' || kind === 'discriminant';
  const width = embeddingWidth(projection);
  if (
    scale.length !== mean.length ||
    isDirected !== (directions !== undefined) ||
    !Number.isInteger(width) ||
    vectors.length !== names.length * width
  )
    throw noGallery;
  return { recogniser: { model, kind, projection, threshold, equalErrorRate }, names, vectors };
}
