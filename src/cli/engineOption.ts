import { z } from 'zod';

/** `--engine` of every command that lets one choose. */
export const engineOption: z.ZodDefault<z.ZodEnum<{ auto: 'auto'; onnx: 'onnx'; onednn: 'onednn' }>> = z
  .enum(['auto', 'onnx', 'onednn'])
  .default('auto')
  .describe('what runs the networks');
