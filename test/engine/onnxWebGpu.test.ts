import { describe, vi } from 'vitest';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { engineSuite } from './suite.js';
import { whyNoWebGpu } from './webGpu.js';

// In software every operator is compiled first, and for each network anew.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const missing = await whyNoWebGpu();
const title = missing === undefined ? 'WebGPU' : `WebGPU (skipped: ${missing})`;

describe.skipIf(missing !== undefined)(title, () => {
  engineSuite('onnx', () => createOnnxEngine({ provider: 'webgpu' }), 1e-5, { runners: 10 });
});
