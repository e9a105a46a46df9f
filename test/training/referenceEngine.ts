import type { Engine, Runner } from '../../src/engine/engine.js';
import type { Network } from '../../src/network/network.js';
import type { Parameters } from '../../src/network/parameters.js';
import { layerTensors } from '../../src/network/tensors.js';
import { referenceBackward, referenceForward, type Tensors } from '../engine/reference.js';

/** The plain loops that engines are measured by, as an engine: for networks of a few hundred numbers. */
export const referenceEngine: Engine = {
  name: 'onnx',
  precision: 'fp32',
  provider: 'cpu',
  description: 'reference',
  prepare: async (network, { batch, parameterGradients = true }) =>
    runnerOf(network, batch, parameterGradients),
};

function runnerOf(network: Network, batch: number, parameterGradients: boolean): Runner {
  const names = network.layers.flatMap(layerTensors).map(({ name }) => name);
  let tensors: Tensors = new Map();
  let last = new Float64Array();
  return {
    network,
    batch,
    async load(parameters: Parameters) {
      tensors = new Map(names.map((name) => [name, Float64Array.from(parameters.get(name))]));
    },
    async forward(input) {
      last = Float64Array.from(input);
      return Float32Array.from(referenceForward(network, tensors, last, batch));
    },
    async backward(outputGradient, gradients) {
      const result = referenceBackward(network, tensors, last, Float64Array.from(outputGradient), batch);
      if (parameterGradients) for (const name of names) gradients.get(name).set(result.gradients.get(name)!);
      return Float32Array.from(result.inputGradient);
    },
    async dispose() {},
  };
}
