import type { Factor, Part, Scene } from '../scene/scene.js';

export type Split = Part;

/** Images of which only a set of factors varies (paper, section 3: "the mini-batch is inactive in ..."). */
export interface Batch {
  /** The kind's name: see `kind.ts`. */
  readonly kind: string;
  /** Names of the factors that vary within the batch; all others are the same in all its images. */
  readonly active: readonly string[];
  /** Number of images, 20 in the paper. */
  readonly count: number;
  /** Grey, [count, size, size], 0 to 255. */
  readonly images: Uint8Array;
  /** Ground truth, [count, parameters] in the order of `parametersOf`; undefined where nobody knows it. */
  readonly factors: Float32Array | undefined;
}

/** What stands for a scene where the images are a folder of pictures. */
export const PICTURES = 'images';

/** What a set of batches is made of: the content of dataset.json. */
export interface DatasetInfo {
  /** Name of the scene, or `PICTURES`. */
  readonly scene: string;
  /** Height and width in pixels. */
  readonly size: number;
  readonly batchSize: number;
  readonly factors: readonly Factor[];
  /** The scene's: they give the names of kinds their meaning, see `kind.ts`. */
  readonly aliases: Scene['aliases'];
  readonly seed: number;
  /** How many batches there are of each kind, by split. Infinity where they are made on the fly. */
  readonly splits: Readonly<Record<Split, Readonly<Record<string, number>>>>;
}

/** `count` images of a batch from the one at `first` on; behind the last comes the first again. */
export interface BatchPart {
  readonly first: number;
  readonly count: number;
}

/** Where batches come from: a folder on disk, a folder of pictures, or a scene drawn on the fly. */
export interface BatchSource {
  readonly info: DatasetInfo;
  /** What draws more such images, where the source itself can. */
  readonly scene?: Scene;
  /**
   * @param index 0 ... info.splits[split][kind] - 1
   * @param part some of its images, all if not given; a scene that is drawn on the fly draws no others
   */
  read(split: Split, kind: string, index: number, part?: BatchPart): Promise<Batch>;
  /**
   * Reads all that it holds, so that what is damaged is found before a training begins, not within it; none where batches
   * are drawn, or bear checksums and can be made anew.
   *
   * @throws UserError that names it
   */
  verify?(): Promise<void>;
  /** SHA-256 of all that it holds, so that a training goes on with what it began with; none where it is drawn. */
  digest?(): Promise<string>;
  close(): Promise<void>;
}
