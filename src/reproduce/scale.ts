import type { Split } from '../dataset/batch.js';
import type { GivenOptions } from '../training/options.js';
import { smallStages } from '../training/presets.js';

/** How large a reproduction is. With a model that is there already, only what measures it counts. */
export interface Scale {
  /** Height and width of the faces that are trained on, in pixels. */
  readonly size: number;
  /** Batches of each kind. */
  readonly batches: Readonly<Record<Split, number>>;
  /** What differs from the default preset. */
  readonly training: GivenOptions & { readonly steps: number };
  /** People that are shown in moving pictures, and the frames of each. */
  readonly people: number;
  readonly frames: number;
  /** Test images, and as many of known levels for the disentanglement metrics. */
  readonly images: number;
  readonly recognition: {
    readonly galleries: readonly number[];
    readonly probePeople: number;
    readonly trainingPeople: number;
    readonly validationPeople: number;
  };
  readonly inference: { readonly scenes: number; readonly renders: number; readonly seed: number };
}

/** The paper's size: two trainings of some half an hour each on two cores, and measuring. */
export const FULL: Scale = {
  size: 150,
  batches: { train: 500, validation: 10, test: 20 },
  training: { steps: 16_000, validateEvery: 500 },
  people: 4,
  frames: 25,
  images: 2800,
  recognition: { galleries: [50, 200, 1000], probePeople: 200, trainingPeople: 2000, validationPeople: 50 },
  inference: { scenes: 6, renders: 250, seed: 1 },
};

/** Everything in about ten minutes on two cores: small faces, few images. */
export const QUICK: Scale = {
  size: 48,
  batches: { train: 60, validation: 5, test: 5 },
  training: { steps: 3000, ...smallStages, validateEvery: 500 },
  people: 3,
  frames: 13,
  images: 600,
  recognition: { galleries: [20, 50], probePeople: 20, trainingPeople: 100, validationPeople: 20 },
  inference: { scenes: 2, renders: 120, seed: 1 },
};
