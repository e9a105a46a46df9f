import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { engineSuite } from './suite.js';

engineSuite('onnx', () => createOnnxEngine(), 1e-5);
engineSuite('onnx, not folded', () => createOnnxEngine({ folded: false }), 1e-5);
