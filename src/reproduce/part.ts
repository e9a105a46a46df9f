import type { BatchSource } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import type { Model } from '../model/model.js';
import type { Scene } from '../scene/scene.js';
import type { Scale } from './scale.js';

/** What the parts that make a model have to work with. */
export interface Site {
  /** The folder of the reproduction. */
  readonly out: string;
  readonly scale: Scale;
  readonly engine: Engine;
  /** Aborting it ends a training, which goes on when the reproduction is repeated. */
  readonly signal?: AbortSignal | undefined;
}

/** What the parts that measure one have beside it. */
export interface Bench extends Site {
  readonly model: Model;
  /** The same network as an ordinary VAE. */
  readonly twin: Model | undefined;
  /** The model's scene. */
  readonly scene: Scene;
  /** Images of it, drawn on the fly; the test split's people are new to the model. */
  readonly source: BatchSource;
}

export type OnWork = (done: number, total: number) => void;

/** One part of the reproduction: one question, or one thing to make. */
export type Part = {
  readonly name: string;
  readonly title: string;
  /** Where the paper or its page shows it. */
  readonly shownIn: string;
} & (
  | { readonly stage: 'make'; readonly run: (site: Site, onWork: OnWork) => Promise<Outcome> }
  | {
      readonly stage: 'measure';
      /** Whether its result depends on the twin. */
      readonly comparesTwin: boolean;
      readonly run: (bench: Bench, onWork: OnWork) => Promise<Outcome>;
    }
);

/** What a part has found: JSON. */
export interface Outcome {
  /** Every number, as the room that measured it gives it. */
  readonly numbers: unknown;
  /** Ours to stand beside the paper's; `paper` is a key of `PAPER`. */
  readonly claims: readonly Claim[];
  /** What the page shows, in this order. */
  readonly blocks: readonly Block[];
}

export interface Claim {
  readonly paper: string;
  readonly ours: number;
}

export type Block =
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly (string | number)[])[];
    }
  /** `content`: an SVG or an image with its bytes in it; `definitions`: keys of the evaluation's definitions. */
  | {
      readonly kind: 'figure';
      readonly content: string;
      readonly caption: string;
      readonly definitions: readonly string[];
    }
  | { readonly kind: 'note'; readonly text: string };
