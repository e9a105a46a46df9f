import { z } from 'zod';

/** `--elevation`, the same wherever things stand on a turntable. */
export const elevationOption: z.ZodOptional<z.ZodArray<z.ZodNumber>> = z
  .array(z.number())
  .optional()
  .describe("of chairs: the heights of the camera in degrees; 20,30 are the paper's [any, 0 to 40]");
