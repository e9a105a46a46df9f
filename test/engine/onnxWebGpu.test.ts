import { describe } from 'vitest';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { engineSuite } from './suite.js';
import { whyNoWebGpu } from './webGpu.js';

const missing = await whyNoWebGpu();
const title = missing === undefined ? 'WebGPU' : `WebGPU (skipped: ${missing})`;

describe.skipIf(missing !== undefined)(title, () => {
  engineSuite('onnx', () => createOnnxEngine({ provider: 'webgpu' }), 1e-5);
});
