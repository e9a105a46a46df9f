import type { Framed, Framing } from '../framing/framing.js';

/** For photographs that `--crop` and `--face` do not speak of, such as those of a gallery. */
export function withoutChoice({ way }: Framing): Framing {
  return { way };
}

/** As JSON: the frame, and every face. */
export function frameReport({ frame, faces }: Framed): object {
  return { frame, faces: faces.map(({ frame, score }) => ({ ...frame, score })) };
}

/** Of a gallery of hundreds, a few are enough to see what is the matter. */
const MOST_NOTICES = 5;

/** Collects what should be known of photographs, and says it on stderr. */
export class FrameNotices {
  readonly #notices: string[] = [];

  readonly add = ({ notice }: Framed): void => {
    if (notice !== undefined) this.#notices.push(notice);
  };

  say(quiet: boolean): void {
    if (quiet) return;
    for (const notice of this.#notices.slice(0, MOST_NOTICES)) console.error(notice);
    const more = this.#notices.length - MOST_NOTICES;
    if (more > 0) console.error(`The same of ${more} more.`);
  }
}
