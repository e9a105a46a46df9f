import type { Engine } from '../engine/engine.js';
import { type Model, prepareModel } from '../model/model.js';
import { buildDecoder, buildEncoder } from '../network/architecture.js';
import { initialise } from '../network/initialise.js';
import { parametersOf } from '../network/tensors.js';
import { Random } from '../numeric/random.js';
import { codeFeatures, codeReader, type Features, pixelFeatures } from './features.js';
import { type ProjectionKind, projectionKinds } from './projection.js';

/** A way to compare faces: features, and how they are made comparable. */
export interface Method {
  readonly name: string;
  readonly features: Features;
  readonly projection: ProjectionKind;
}

/** What the benchmark compares, the model's own code first. */
export function methodsOf(model: Model, untrained: Model, entangled: Model | undefined): readonly Method[] {
  const read = codeReader(model);
  const pixels = pixelFeatures(model.description.architecture.size);
  return [
    ...projected('identity code', read('identity'), projectionKinds),
    ...(entangled === undefined
      ? []
      : projected('entangled code', codeFeatures(entangled, 'all'), ['standard', 'discriminant', 'learnt'])),
    ...projected('pose and light code', read('circumstances'), ['standard', 'learnt']),
    { name: 'pixels', features: pixels, projection: 'standard' },
    { name: 'eigenfaces', features: pixels, projection: 'whitened' },
    { name: 'Fisherfaces', features: pixels, projection: 'discriminant' },
    { name: 'pixels, learnt', features: pixels, projection: 'learnt' },
    ...projected('untrained encoder', codeFeatures(untrained, 'all'), ['standard', 'learnt']),
  ];
}

function projected(name: string, features: Features, kinds: readonly ProjectionKind[]): readonly Method[] {
  return kinds.map((projection) => ({ name: `${name}${ENDINGS[projection]}`, features, projection }));
}

const ENDINGS: Readonly<Record<ProjectionKind, string>> = {
  standard: '',
  whitened: ', whitened',
  discriminant: ', discriminants',
  learnt: ', learnt',
};

/** The same network with random parameters: what its architecture alone is worth. */
export function prepareUntrained(model: Model, engine: Engine): Promise<Model> {
  const { architecture } = model.description;
  const networks = [buildEncoder(architecture), buildDecoder(architecture)];
  const parameters = parametersOf(...networks);
  for (const network of networks) initialise(network, parameters, new Random(1, 'untrained', network.name));
  return prepareModel({ description: model.description, parameters }, engine);
}
