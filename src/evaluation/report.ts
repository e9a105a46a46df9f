import type { ReadingScores } from './baselines.js';
import type { BlindTrialScore } from './blindTrial.js';
import type { Definition } from './definitions.js';
import type { DisentanglementScores } from './disentanglement.js';
import type { EncoderScore } from './encoder.js';
import type { Evidence } from './evidence.js';
import type { InvarianceMatrix } from './invariance.js';
import type { PhotographScores } from './photographs.js';
import type { RerenderScore } from './rerendering.js';
import type { SwapScore } from './swaps.js';

/** The content of report.json. What could not be measured is absent, and `leftOut` says why. */
export interface Report {
  readonly model: {
    readonly path: string;
    readonly size: number;
    readonly code: number;
    readonly groups: Readonly<Record<string, number>>;
    readonly step: number;
  };
  readonly data: {
    readonly scene: string;
    readonly path: string | undefined;
    readonly split: string;
    readonly images: number;
    /** Whom they show, where that is known: the encoder's figures, and those of baselines, are of so many people. */
    readonly people?: number;
  };
  /** By factor. */
  readonly encoder?: Readonly<Record<string, EncoderScore>>;
  readonly photographs?: PhotographScores;
  readonly reconstruction: Evidence;
  readonly rerender?: RerenderScore;
  readonly blindTrial?: BlindTrialScore;
  /** By group. */
  readonly swaps?: Readonly<Record<string, SwapScore>>;
  readonly invariance?: InvarianceMatrix;
  readonly metrics?: DisentanglementScores;
  readonly baselines: {
    /** Our own code, read by ridge regression. */
    readonly ownRidge?: ReadingScores;
    /** The same network as an ordinary VAE. */
    readonly entangled?: {
      readonly path: string;
      readonly highestVariance?: ReadingScores;
      readonly bestUnit?: ReadingScores;
      readonly ridge?: ReadingScores;
      readonly reconstruction: Evidence;
      readonly metrics?: DisentanglementScores;
    };
    /** The same network with random parameters: some metrics give it nearly all that they have to give. */
    readonly untrained?: { readonly metrics: DisentanglementScores };
  };
  readonly leftOut: readonly { readonly part: string; readonly reason: string }[];
  readonly definitions: Readonly<Record<string, Definition>>;
  readonly seconds: number;
}
