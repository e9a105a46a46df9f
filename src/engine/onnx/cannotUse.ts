import { UserError } from '../../errors.js';
import type { Accelerator } from './provider.js';

/** What each needs on this machine, and how to get it. Versions are those of ONNX Runtime 1.30. */
export function howToGet(
  provider: Accelerator,
  platform: NodeJS.Platform = process.platform,
  architecture: string = process.arch,
): string {
  const here = `${platform} ${architecture}`;
  switch (provider) {
    case 'webgpu':
      if (platform === 'linux')
        return architecture === 'x64'
          ? "It needs a graphics processor with its vendor's Vulkan driver, and Vulkan's loader (Debian, Ubuntu: apt install libvulkan1)."
          : 'On Linux it is for x64 alone.';
      return "It needs a graphics processor with its vendor's driver, for Direct3D 12 on Windows and Metal on macOS.";
    case 'cuda':
      return here === 'linux x64'
        ? 'It needs an NVIDIA processor with its driver, CUDA 12 and cuDNN 9 where the loader finds them, and the CUDA parts of ' +
            'onnxruntime-node, which come with: ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node.'
        : 'It is for Linux on x64 alone; webgpu runs on NVIDIA processors elsewhere.';
    case 'coreml':
      return 'It is for macOS alone.';
    case 'directml':
      return 'It is for Windows alone.';
  }
}

/** An accelerator that this machine does not have, or not with all that it needs. */
export class CannotUse extends UserError {
  /** What is wrong, and how to mend it. */
  readonly why: string;

  /** @param wrong what is wrong, as a sentence's part */
  constructor(provider: Accelerator, wrong: string, cause?: Error) {
    const why = `${wrong}. ${howToGet(provider)}`;
    super(
      `ONNX Runtime cannot use its provider ${provider} on this machine: ${why} Or compute on the processor, with ` +
        '--provider cpu.',
      { cause },
    );
    this.why = why;
  }
}
