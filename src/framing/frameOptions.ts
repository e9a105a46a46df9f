import { z } from 'zod';
import type { ModelDescription } from '../model/description.js';
import { knowsPeople } from '../model/people.js';
import { type Framing, framingOf } from './framing.js';

/**
 * How photographs are framed, as the commands and the HTTP API both ask for it; `framingFor` says what it comes to.
 */
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

/** What `frameOptions` have been given. */
export interface GivenFrame {
  readonly frame: Framing['way'];
  readonly crop?: readonly number[] | undefined;
  readonly face: number;
}

/** A model of anything but people looks for no faces: of its photographs the middle is taken. */
export function framingFor(
  { frame, crop, face }: GivenFrame,
  model: Pick<ModelDescription, 'data'>,
): Framing {
  return framingOf(frame === 'face' && !knowsPeople(model) ? 'middle' : frame, crop, face);
}
