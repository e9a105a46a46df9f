/** One thing to time. */
export interface Case {
  /** `limit` is a bare loop over the same convolutions in oneDNN: what the processor could do at best. */
  readonly engine: 'onednn' | 'onnx' | 'pytorch' | 'limit';
  readonly precision: 'fp32' | 'bf16';
  /** `train` is a whole step: data, encoder, code, decoder, loss, both backward passes, optimiser. */
  readonly mode: 'train' | 'encode' | 'decode';
  /** The paper's, or that of the default preset. */
  readonly network: 'paper' | 'default';
  /** Height and width in pixels. */
  readonly size: number;
  readonly batch: number;
}

export interface Measurement extends Case {
  /** Median over the timed steps. */
  readonly secondsPerStep: number;
  readonly imagesPerSecond: number;
  /** Largest resident set of the process that ran this case alone. */
  readonly peakMemoryBytes: number;
  /** Version of the library, and settings where there is a choice. */
  readonly settings: string;
}

export interface Skipped extends Case {
  readonly reason: string;
}

/** What a benchmark prints with --json. */
export interface BenchReport {
  readonly machine: string;
  readonly date: string;
  readonly results: readonly Measurement[];
  readonly skipped: readonly Skipped[];
}
