import type { Engine } from '../engine/engine.js';
import { type Model, prepareModel } from '../model/model.js';
import { buildDecoder, buildEncoder } from '../network/architecture.js';
import { initialise } from '../network/initialise.js';
import { parametersOf } from '../network/tensors.js';
import { Random } from '../numeric/random.js';
import { codeFeatures, type Features, pixelFeatures } from './features.js';
import type { ProjectionKind } from './projection.js';

/** A way to compare faces: features, and how they are made comparable. */
export interface Method {
  readonly name: string;
  readonly features: Features;
  readonly projection: ProjectionKind;
}

/** What the benchmark compares, the model's own code first. */
export function methodsOf(model: Model, untrained: Model, entangled: Model | undefined): readonly Method[] {
  const identity = codeFeatures(model, 'identity');
  const pixels = pixelFeatures(model.description.architecture.size);
  return [
    { name: 'identity code', features: identity, projection: 'standard' },
    { name: 'identity code, whitened', features: identity, projection: 'whitened' },
    { name: 'identity code, discriminants', features: identity, projection: 'discriminant' },
    ...(entangled === undefined
      ? []
      : (['standard', 'discriminant'] as const).map((projection) => ({
          name: projection === 'standard' ? 'entangled code' : 'entangled code, discriminants',
          features: codeFeatures(entangled, 'all'),
          projection,
        }))),
    { name: 'pose and light code', features: codeFeatures(model, 'circumstances'), projection: 'standard' },
    { name: 'pixels', features: pixels, projection: 'standard' },
    { name: 'eigenfaces', features: pixels, projection: 'whitened' },
    { name: 'Fisherfaces', features: pixels, projection: 'discriminant' },
    { name: 'untrained encoder', features: codeFeatures(untrained, 'all'), projection: 'standard' },
  ];
}

/** The same network with random parameters: what its architecture alone is worth. */
export function prepareUntrained(model: Model, engine: Engine): Promise<Model> {
  const { architecture } = model.description;
  const networks = [buildEncoder(architecture), buildDecoder(architecture)];
  const parameters = parametersOf(...networks);
  for (const network of networks) initialise(network, parameters, new Random(1, 'untrained', network.name));
  return prepareModel({ description: model.description, parameters }, engine);
}
