import { quoted } from '../../../cli/quoted.js';
import type { FittedHead } from '../../../fitting/fitHead.js';
import { coefficientName, type Person } from '../../../head/person.js';
import { type Factor, parametersOf } from '../../../scene/scene.js';
import { imageOf, imageWords, stemOf } from './command.js';
import { type Dial, dialsOf } from './dial.js';
import type { Face } from './faces.js';
import { sceneValues } from './person.js';
import type { Params } from './route.js';
import { written } from './settings.js';

/** A head can be seen from behind and from below, which pictures of the scene never are. */
const RANGES: Readonly<Record<string, number>> = { azimuth: 180, elevation: 60 };

/** The dials of the scene, with more room to turn. */
export function headDials(factors: readonly Factor[]): readonly Dial[] {
  return dialsOf(factors).map((dial) => {
    const range = RANGES[dial.name];
    return range === undefined ? dial : { ...dial, min: -range, max: range };
  });
}

/** The person that a part of an address names, as `whoIs` gives it. */
export function personOf(factors: readonly Factor[], who: string): Person {
  return personIn(factors, sceneValues(factors, Object.fromEntries(new URLSearchParams(who))));
}

/** The person that values of the scene stand for. @param values one number a parameter */
export function personIn(factors: readonly Factor[], values: Float32Array): Person {
  const parameters = parametersOf({ factors });
  const own = (factor: string): Float32Array =>
    values.filter((_, i) => parameters[i]!.name.startsWith(`${factor}.`));
  return { shape: own('shape'), texture: own('texture') };
}

/** A fitted head as values of the scene, one number a parameter: its person, and how it is seen. */
export function valuesOf(
  factors: readonly Factor[],
  { circumstances, shape, texture }: Pick<FittedHead, 'circumstances' | 'shape' | 'texture'>,
): Float32Array {
  const known = new Map<string, number>([
    ...(['azimuth', 'elevation', 'light'] as const).map((name) => [name, circumstances[name]] as const),
    ...Array.from(shape, (x, i) => [coefficientName('shape', i), x] as const),
    ...Array.from(texture, (x, i) => [coefficientName('texture', i), x] as const),
  ]);
  return Float32Array.from(parametersOf({ factors }), ({ name }) => known.get(name) ?? 0);
}

/** The command that writes the same head. */
export function headCommand(params: Params, windows?: boolean): string {
  const who = params.person === undefined ? ['--mean'] : ['--seed', params.person];
  return commandOf(who, params, fileName(params), windows);
}

/** The command that fits the same head. @param model the words that name the model */
export function fittedHeadCommand(
  face: Face,
  model: readonly string[],
  params: Params,
  windows?: boolean,
): string {
  return commandOf(imageWords(imageOf(face), model), params, fittedFileName(face), windows);
}

function commandOf(
  who: readonly string[],
  params: Params,
  out: string,
  windows: boolean = /^win/i.test(navigator.platform),
): string {
  // The address may have come from anywhere: no word of it reaches a shell unquoted.
  const set = Object.entries(params)
    .map(([name, value]) => [name, Number(value)] as const)
    .filter(([name, value]) => /^(shape|texture)\.\d+$/.test(name) && Number.isFinite(value));
  const changes = set.flatMap(([name, value]) => ['--set', `${name}=${written(value)}`]);
  const words = ['dcign', 'head', ...who, ...changes, '--out', out];
  return words.map((word) => quoted(word, windows)).join(' ');
}

export function fittedFileName({ name }: Face): string {
  return `${stemOf(name)}.glb`;
}

export function fileName({ person }: Params): string {
  return person === undefined ? 'mean.glb' : `person-${person}.glb`;
}
