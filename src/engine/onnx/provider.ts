import type { InferenceSession } from 'onnxruntime-node';
import { UserError } from '../../errors.js';
import type { Provider } from '../provider.js';
import type { Graph } from './graph.js';

/** An accelerator's provider; `cpu` is always there. */
export type Accelerator = Exclude<Provider, 'cpu'>;

/** ONNX Runtime's own names, which `listSupportedBackends` gives. */
export const RUNTIME_NAMES: Readonly<Record<Provider, string>> = {
  cpu: 'cpu',
  webgpu: 'webgpu',
  cuda: 'cuda',
  coreml: 'coreml',
  directml: 'dml',
};

/** For people. */
export const TITLES: Readonly<Record<Provider, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  coreml: 'CoreML',
  directml: 'DirectML',
};

/** What a session is opened with, for this graph. */
export function providerOption(provider: Provider, graph: Graph): InferenceSession.ExecutionProviderConfig {
  return provider === 'webgpu' ? webGpu(graph) : RUNTIME_NAMES[provider];
}

/** Ways round what ONNX Runtime 1.30 gets wrong on WebGPU. */
function webGpu(graph: Graph): InferenceSession.WebGpuExecutionProviderOption {
  return {
    name: 'webgpu',
    // With channels last, convolutions of 6, 9, 18 ... maps (a multiple of three, not of four) are wrong.
    preferredLayout: 'NCHW',
    // Its MaxPool does not give the places of the maxima.
    ...(graph.pairs.length > 0 && { forceCpuNodeNames: graph.pairs }),
  };
}

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
