import { z } from 'zod';
import { type Framed, type Framing, framingOf } from '../framing/framing.js';
import type { ModelDescription } from '../model/description.js';
import { knowsPeople } from '../model/people.js';

/** How photographs are framed, of every command that reads them; `framingFor` says what it comes to. */
export const frameOptions: {
  readonly frame: z.ZodDefault<z.ZodEnum<{ none: 'none'; middle: 'middle'; face: 'face' }>>;
  readonly crop: z.ZodOptional<z.ZodArray<z.ZodNumber>>;
  readonly face: z.ZodDefault<z.ZodInt>;
} = {
  frame: z
    .enum(['none', 'middle', 'face'])
    .default('face')
    .describe(
      'what a photograph is cut to: the head that is found, upright; the square in its middle; or nothing is cut',
    ),
  crop: z
    .array(z.number())
    .min(3)
    .max(4)
    .optional()
    .describe(
      'where the head is instead: middle and side of its square in pixels, and how far it leans in degrees',
    )
    .meta({ placeholder: 'x,y,side' }),
  face: z.int().positive().default(1).describe('which face, from the largest on'),
};

interface Given {
  readonly frame: Framing['way'];
  readonly crop?: readonly number[] | undefined;
  readonly face: number;
}

/** A model of anything but people looks for no faces: of its photographs the middle is taken. */
export function framingFor({ frame, crop, face }: Given, model: Pick<ModelDescription, 'data'>): Framing {
  return framingOf(frame === 'face' && !knowsPeople(model) ? 'middle' : frame, crop, face);
}

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
