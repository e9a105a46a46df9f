/** On what an engine computes: the processor, or an accelerator behind one of ONNX Runtime's execution providers. */
export type Provider = 'cpu' | 'webgpu' | 'cuda' | 'coreml' | 'directml';

export const providers = ['cpu', 'webgpu', 'cuda', 'coreml', 'directml'] as const satisfies readonly Provider[];
