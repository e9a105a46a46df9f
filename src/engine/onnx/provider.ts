import type { InferenceSession } from 'onnxruntime-common';
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

/** An accelerator did not take a graph of one operator. */
export class ProviderFailed extends UserError {
  readonly provider: Accelerator;
  /** What ONNX Runtime says of it. */
  readonly said: string;

  constructor(provider: Accelerator, said: string, cause: unknown) {
    super(`ONNX Runtime cannot use its provider ${provider} here: ${said}.`, { cause });
    this.provider = provider;
    this.said = said;
  }
}
