/** On what an engine computes: the processor, or an accelerator behind one of ONNX Runtime's execution providers. */
export type Provider = 'cpu' | 'webgpu' | 'cuda' | 'coreml' | 'directml';

export const providers: readonly [Provider, ...Provider[]] = ['cpu', 'webgpu', 'cuda', 'coreml', 'directml'];
