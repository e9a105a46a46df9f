import { type Architecture, buildDecoder, buildEncoder } from '../../network/architecture.js';
import type { Layer, Shape } from '../../network/network.js';
import { layerShape, shapesOf, type Window, windowOf } from '../../network/shapes.js';
import type { Engine } from '../engine.js';
import { foldedKernel } from '../fold.js';
import { algorithm } from './abi.js';
import { windowFor } from './convolution.js';
import { loadOneDnn } from './find.js';
import { Lowering } from './lowering.js';
import type { Descriptor } from './oneDnn.js';
import { executorOf } from './oneDnnEngine.js';
import { ProgramBuilder } from './program.js';
import { Scope } from './scope.js';

export interface LimitRequest {
  readonly precision: Engine['precision'];
  /** `train` is both networks forward and backward, `encode` and `decode` are one network forward. */
  readonly mode: 'train' | 'encode' | 'decode';
  readonly batch: number;
}

interface Case extends Window {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly input: Shape;
}

/** In which layouts activations are: oneDNN's own choice for each convolution, or channels last throughout. */
type Layout = 'any' | 'channelsLast';

/**
 * The practical limit: how long oneDNN takes for the convolutions of a step alone, one after the other, with
 * nothing between them: no bias gradient, pooling, reorder, linear layer. The layouts are oneDNN's own choice
 * or channels last, whichever is faster in all: for decoding in bf16 its own choice takes nearly twice as long.
 *
 * @returns seconds for each of `steps` repetitions, after one that is not counted
 * @throws UserError if oneDNN is missing
 */
export async function convolutionLimit(
  architecture: Architecture,
  { precision, mode, batch }: LimitRequest,
  steps: number,
): Promise<readonly number[]> {
  const own = await timeConvolutions(architecture, { precision, mode, batch }, steps, 'any');
  const channelsLast = await timeConvolutions(
    architecture,
    { precision, mode, batch },
    steps,
    'channelsLast',
  );
  return Math.min(...own) < Math.min(...channelsLast) ? own : channelsLast;
}

async function timeConvolutions(
  architecture: Architecture,
  { precision, mode, batch }: LimitRequest,
  steps: number,
  layout: Layout,
): Promise<readonly number[]> {
  const library = loadOneDnn();
  const scope = new Scope();
  try {
    const builder = new ProgramBuilder(library, scope);
    const type = precision === 'bf16' ? 'bf16' : 'f32';
    const to = new Lowering(library, scope, builder, { training: mode === 'train' }, type);
    const encoder = mode === 'decode' ? [] : convolutionsOf(buildEncoder(architecture));
    const decoder = mode === 'encode' ? [] : convolutionsOf(buildDecoder(architecture));
    for (const work of encoder) addConvolution(to, work, batch, layout, work !== encoder[0]);
    for (const work of decoder) addConvolution(to, work, batch, layout, true);
    const program = builder.finish();
    const seconds: number[] = [];
    for (let step = 0; step <= steps; step++) {
      const timings = await program.run(executorOf(library), 'forward', {});
      seconds.push(timings.reduce((sum, timing) => sum + timing.seconds, 0));
    }
    return seconds.slice(1);
  } finally {
    scope.dispose();
  }
}

function convolutionsOf(network: { readonly input: Shape; readonly layers: readonly Layer[] }): Case[] {
  const shapes = shapesOf(network);
  return network.layers.flatMap((layer, i): Case[] => {
    const input = shapes[i]!;
    if (layer.kind === 'residual') return convolutionsOf({ input, layers: layer.layers });
    if (layer.kind === 'conv') return [{ ...layer, ...windowOf(layer), input }];
    if (layer.kind !== 'upsampleConv') return [];
    const { name, inputs, outputs, kernel } = layer;
    return [
      { name, inputs, outputs: 4 * outputs, kernel: foldedKernel(kernel), stride: 1, padding: 0, input },
    ];
  });
}

function addConvolution(
  to: Lowering,
  work: Case,
  batch: number,
  layout: Layout,
  inputGradient: boolean,
): void {
  const activations = (shape: readonly number[]): Descriptor =>
    layout === 'any' ? to.any(shape, to.type) : to.value(shape, to.type);
  const { name, inputs, outputs, kernel, input } = work;
  const window = windowFor(work);
  const source = activations([batch, ...input]);
  const weights = to.any([outputs, inputs, kernel, kernel], to.type);
  const destination = activations([batch, ...layerShape({ kind: 'conv', ...work }, input)]);
  const { convolutionDirect } = algorithm;
  const forward = to.library.primitive(to.scope, 'convolutionForward', [
    to.propagation,
    convolutionDirect,
    source,
    weights,
    undefined,
    destination,
    ...window,
  ]);
  to.builder.call('forward', name, forward, {
    source: to.tensor(forward.chosen('source')),
    weights: to.tensor(forward.chosen('weights')),
    destination: to.tensor(forward.chosen('destination')),
  });
  if (!to.training) return;
  const backwardWeights = to.library.primitive(
    to.scope,
    'convolutionBackwardWeights',
    [
      convolutionDirect,
      source,
      to.any([outputs, inputs, kernel, kernel], 'f32'),
      undefined,
      destination,
      ...window,
    ],
    { hint: forward },
  );
  to.builder.call('forward', `${name} weights`, backwardWeights, {
    source: to.tensor(backwardWeights.chosen('source')),
    weightsGradient: to.tensor(backwardWeights.chosen('weightsGradient')),
    destinationGradient: to.tensor(backwardWeights.chosen('destinationGradient')),
  });
  if (!inputGradient) return;
  const backwardData = to.library.primitive(
    to.scope,
    'convolutionBackwardData',
    [convolutionDirect, source, weights, destination, ...window],
    { hint: forward },
  );
  to.builder.call('forward', `${name} data`, backwardData, {
    sourceGradient: to.tensor(backwardData.chosen('sourceGradient')),
    weights: to.tensor(backwardData.chosen('weights')),
    destinationGradient: to.tensor(backwardData.chosen('destinationGradient')),
  });
}
