/** On what an engine computes: the processor, or an accelerator behind one of ONNX Runtime's execution providers. */
export const providers = ['cpu', 'webgpu', 'cuda', 'coreml', 'directml'] as const;
export type Provider = (typeof providers)[number];
