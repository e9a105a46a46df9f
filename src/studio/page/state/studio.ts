import { type Signal, signal } from '@preact/signals';
import type { ModelDescription } from '../../../model/description.js';
import type { Control } from '../../../rerender/controls.js';
import type { ModelClient } from '../model/client.js';

/** The model that the page works with. */
export interface Studio {
  readonly client: ModelClient;
  readonly description: ModelDescription & { readonly name: string; readonly checksum: string };
  readonly controls: readonly Control[];
  readonly size: number;
  /** Bytes of the studio's files, by path. */
  readonly sizes: Readonly<Record<string, number>>;
  /** By which commands get the model; undefined where it is on no disk of the user's. */
  readonly modelWords: readonly string[] | undefined;
}

export type Start =
  | { readonly phase: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly phase: 'ready'; readonly studio: Studio }
  | { readonly phase: 'failed'; readonly why: string; readonly next: 'model' | 'engine' };

export const start: Signal<Start> = signal({ phase: 'loading', loaded: 0, total: 0 });

/** Milliseconds of the last picture. */
export const speed: Signal<number | undefined> = signal(undefined);

/** The studio, for what is shown only when it is ready. */
export function studio(): Studio {
  if (start.value.phase !== 'ready') throw new Error('the studio is not ready');
  return start.value.studio;
}

/** Whether the page can draw the model's world itself: it has the renderer of faces alone. */
export function drawsTruth({ data }: Pick<ModelDescription, 'data'>): boolean {
  return data.scene === 'faces';
}
