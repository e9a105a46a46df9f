import type { Bottleneck, StepDraw } from '../code/bottleneck.js';
import type { Group } from '../code/groups.js';
import { klPerGroup } from '../code/kl.js';
import { bernoulli } from '../code/likelihood.js';
import type { Runner } from '../engine/engine.js';
import type { Parameters } from '../network/parameters.js';
import { alone, type Ranks } from '../ranks/ranks.js';
import { gradientParts } from './gradientParts.js';

/** Means over the batch, in nats an image. */
export interface Loss {
  /** Reconstruction plus the objective's penalty: what descent lowers, invariance targeting aside. */
  readonly loss: number;
  /** -log P(x|z). */
  readonly reconstruction: number;
  /** Divergence of each group from the prior, unweighted. */
  readonly kl: Readonly<Record<string, number>>;
}

export interface Runners {
  readonly encoder: Runner;
  readonly decoder: Runner;
}

/**
 * One step of the paper's training procedure (section 3, steps 3 to 8), or of another objective's: the gradient of the
 * summed loss of a batch. The engine runs the two networks; the code between them and the likelihood are ours.
 *
 * @param images [batch, 1, size, size], 0 to 1
 * @param seen what the encoder sees of them, if not the same
 * @param draw the sets that the images are, and what is drawn for them
 * @param gradients is overwritten with dL/d(parameter), summed over the batches of all ranks, but for what is frozen
 * @param ranks each with a batch of its own; the decoder's gradients are on their way while the encoder's are computed
 */
export async function trainingStep(
  { encoder, decoder }: Runners,
  code: Bottleneck,
  {
    images,
    seen = images,
    draw,
  }: { readonly images: Float32Array; readonly seen?: Float32Array; readonly draw: StepDraw },
  gradients: Parameters,
  ranks: Ranks = alone,
): Promise<Loss> {
  const { z, kl, penalty } = code.forward(await encoder.forward(seen), draw);
  const logits = await decoder.forward(z);
  const dLogits = new Float32Array(logits.length);
  const sums = Float64Array.of(bernoulli(logits, images, dLogits), penalty, ...kl);
  const parts = gradientParts(gradients);
  const [dz] = await Promise.all([decoder.backward(dLogits, gradients), ranks.sum(sums)]);
  await Promise.all([encoder.backward(code.backward(dz), gradients), ranks.sum(parts.decoder)]);
  await ranks.sum(parts.encoder);
  const [reconstruction, penalties, ...divergences] = sums;
  const batch = ranks.size * encoder.batch;
  return lossOf(code.groups, reconstruction!, Float64Array.from(divergences), penalties!, batch);
}

/** Turns sums over a batch into means an image. */
export function lossOf(
  groups: readonly Group[],
  reconstruction: number,
  kl: Float64Array,
  penalty: number,
  batch: number,
): Loss {
  return {
    loss: (reconstruction + penalty) / batch,
    reconstruction: reconstruction / batch,
    kl: klPerGroup(
      kl.map((sum) => sum / batch),
      groups,
    ),
  };
}
