import type { Graph } from '../engine/onnx/graph.js';
import { checksumOf } from '../model/checksum.js';
import type { ModelDescription } from '../model/description.js';
import type { ModelFile } from '../model/modelFile.js';
import { withoutFolder } from '../scene/sceneName.js';
import { version } from '../version.js';
import { decoderGraph, encoderGraph, rerenderGraph } from './graphs.js';
import type { Precision } from './network.js';

/** What model.json says: the description, and which model it is. */
export interface ExportedDescription extends ModelDescription {
  readonly name: string;
  /** SHA-256 of the parameters, which is also the model file's own. */
  readonly checksum: string;
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const PAPER =
  'Kulkarni, Whitney, Kohli, Tenenbaum: Deep Convolutional Inverse Graphics Network. NIPS 2015, arXiv:1503.03167';

/**
 * A model as ONNX files that any ONNX Runtime runs: encoder.onnx, decoder.onnx, rerender.onnx (where the model
 * is calibrated) and model.json beside them. Their inputs and outputs are in docs/api.md.
 *
 * @param name what the model is called
 */
export function exportOnnx(file: ModelFile, name: string, precision: Precision): readonly ExportedFile[] {
  const described = describeExport(file, name);
  const units = Object.values(file.description.calibrations).map(
    ({ parameter, unit, min, max }) => `${parameter}: ${unit}, ${min.toFixed(1)} to ${max.toFixed(1)}`,
  );
  const metadata = {
    name,
    checksum: described.checksum,
    paper: PAPER,
    units: ['image: 0 black to 1 white', ...units].join('; '),
    precision: `weights ${precision}, arithmetic fp32`,
    description: JSON.stringify(shared(file.description)),
  };
  const onnx = (graph: Graph, stem: string, description: string): ExportedFile => ({
    name: `${stem}.onnx`,
    bytes: graph.finish({ version, description, metadata }),
  });
  const rerender = rerenderGraph(file, precision);
  return [
    { name: 'model.json', bytes: new TextEncoder().encode(`${JSON.stringify(described, undefined, 2)}\n`) },
    onnx(encoderGraph(file, precision), 'encoder', ENCODER),
    onnx(decoderGraph(file, precision), 'decoder', DECODER),
    ...(rerender === undefined ? [] : [onnx(rerender, 'rerender', RERENDER)]),
  ];
}

const ENCODER = 'Reads the graphics code of an image: mean and log variance of the posterior of each unit.';
const DECODER = 'Draws the image of a graphics code.';
const RERENDER =
  'Shows an image under another pose or light: reads its code, sets the units of the factors that are given ' +
  '(in degrees; NaN keeps what the image has), and draws it again.';

/** What model.json says. */
export function describeExport({ description, parameters }: ModelFile, name: string): ExportedDescription {
  return { name, checksum: checksumOf(parameters), ...shared(description) };
}

/** What goes to others does not say in which folder somebody's objects lie. */
function shared(description: ModelDescription): ModelDescription {
  const { data } = description;
  return { ...description, data: { ...data, scene: withoutFolder(data.scene) } };
}
