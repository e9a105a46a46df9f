import { existsSync } from 'node:fs';
import { CannotUse } from '../../src/engine/onnx/cannotUse.js';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';

/** SwiftShader, a graphics processor in software that Debian's Chromium brings, as Vulkan's loader is told of it. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Why tests on WebGPU are skipped here: undefined if there is an adapter. Where it is in software, its results are the same on every machine. */
export async function whyNoWebGpu(): Promise<string | undefined> {
  // Vulkan's loader reads it when it is first asked.
  if (existsSync(SWIFTSHADER)) process.env.VK_DRIVER_FILES ??= SWIFTSHADER;
  try {
    await createOnnxEngine({ provider: 'webgpu' });
    return undefined;
  } catch (error) {
    if (error instanceof CannotUse) return error.why;
    throw error;
  }
}
