import { type GroupCalibration, isCircular } from '../code/calibrated.js';
import { placeGroups } from '../code/groups.js';
import { Graph, type Value } from '../engine/onnx/graph.js';
import { reshape } from '../engine/onnx/operators.js';
import type { ModelFile } from '../model/modelFile.js';
import { buildDecoder, buildEncoder } from '../network/architecture.js';
import { addCalibration, addDirection } from './calibrated.js';
import { addNetwork, type Precision, rows } from './network.js';

const IMAGE = '[n, 1, size, size], grey, 0 black to 1 white; any n';
const CODE = '[n, code], the graphics code: posterior means of about zero mean and unit variance; any n';

/** `image` to `mu` and `logVar`, the posterior of each image. */
export function encoderGraph(file: ModelFile, precision: Precision): Graph {
  const graph = new Graph('encoder');
  const { code } = file.description.architecture;
  const posterior = addEncoder(graph, file, precision);
  graph.enter('posterior');
  graph.output(slice(graph, posterior, 0, code, 'mu'), CODE);
  graph.output(slice(graph, posterior, code, 2 * code, 'logVar'), '[n, code], log sigma^2 of the posterior');
  return graph;
}

/** `code` to `image`. */
export function decoderGraph(file: ModelFile, precision: Precision): Graph {
  const graph = new Graph('decoder');
  const code = graph.input('code', rows(file.description.architecture.code), 'float32', CODE);
  graph.output(addDecoder(graph, file, precision, code), IMAGE);
  return graph;
}

/**
 * `image` and a value for each calibrated factor, such as `azimuth` in degrees, to `rerendered`: the code
 * is the posterior's mean, in which the factors' units are set to what the calibration says. A factor that is
 * NaN stays what it is.
 *
 * @returns undefined where the model has nothing that was calibrated
 */
export function rerenderGraph(file: ModelFile, precision: Precision): Graph | undefined {
  const { groups, calibrations, architecture } = file.description;
  if (Object.keys(calibrations).length === 0) return undefined;
  const graph = new Graph('rerender');
  const posterior = addEncoder(graph, file, precision);
  const parts = placeGroups(groups).map(({ name, start, end }) => {
    graph.enter(name);
    const seen = slice(graph, posterior, start, end);
    const calibration = calibrations[name];
    return calibration === undefined ? seen : addSetting(graph, name, calibration, seen);
  });
  graph.enter('code');
  const code = graph.add('Concat', parts, rows(architecture.code), { axis: 1 });
  graph.output(addDecoder(graph, file, precision, code, 'rerendered'), IMAGE);
  return graph;
}

/** @returns [n, 2 code]: mu, then log sigma^2 */
function addEncoder(
  graph: Graph,
  { description: { architecture }, parameters }: ModelFile,
  precision: Precision,
): Value {
  const image = graph.input('image', rows(1, architecture.size, architecture.size), 'float32', IMAGE);
  return addNetwork(graph, buildEncoder(architecture), parameters, image, precision);
}

function addDecoder(
  graph: Graph,
  { description: { architecture }, parameters }: ModelFile,
  precision: Precision,
  code: Value,
  name = 'image',
): Value {
  const logits = addNetwork(graph, buildDecoder(architecture), parameters, code, precision);
  return graph.add('Sigmoid', [logits], logits.shape, {}, { name });
}

/** The unit [n, 1], or direction [n, units], that a factor is set to: what its input says, or what was seen where that is NaN. */
function addSetting(graph: Graph, name: string, calibration: GroupCalibration, seen: Value): Value {
  const { unit, min, max } = calibration;
  const range = `${min.toFixed(1)} to ${max.toFixed(1)} ${unit}s`;
  const given = graph.input(
    name,
    rows(),
    'float32',
    `[n], ${range}, clipped to that; NaN keeps the image's own`,
  );
  const column = reshape(graph, given, rows(1));
  const keep = graph.add('IsNaN', [column], rows(1), {}, { type: 'bool' });
  if (isCircular(calibration))
    return graph.add('Where', [keep, seen, addDirection(graph, calibration, column)], seen.shape);
  return graph.add('Where', [keep, seen, addCalibration(graph, calibration, column)], rows(1));
}

/** Columns `start` up to `end` of [n, width]. */
function slice(graph: Graph, value: Value, start: number, end: number, name?: string): Value {
  const range = [graph.integers(start), graph.integers(end), graph.integers(1)];
  return graph.add('Slice', [value, ...range], rows(end - start), {}, name === undefined ? {} : { name });
}
