import { quoted } from '../../../cli/quoted.js';
import type { Person } from '../../../head/person.js';
import { type Factor, parametersOf } from '../../../scene/scene.js';
import { type Dial, dialsOf } from './dial.js';
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
  const values = sceneValues(factors, Object.fromEntries(new URLSearchParams(who)));
  const parameters = parametersOf({ factors });
  const own = (factor: string): Float32Array =>
    values.filter((_, i) => parameters[i]!.name.startsWith(`${factor}.`));
  return { shape: own('shape'), texture: own('texture') };
}

/** The command that writes the same head. */
export function headCommand(params: Params, windows: boolean = /^win/i.test(navigator.platform)): string {
  // The address may have come from anywhere: no word of it reaches a shell unquoted.
  const set = Object.entries(params)
    .map(([name, value]) => [name, Number(value)] as const)
    .filter(([name, value]) => /^(shape|texture)\.\d+$/.test(name) && Number.isFinite(value));
  const words = [
    ...['dcign', 'head', ...(params.person === undefined ? ['--mean'] : ['--seed', params.person])],
    ...set.flatMap(([name, value]) => ['--set', `${name}=${written(value)}`]),
    ...['--out', fileName(params)],
  ];
  return words.map((word) => quoted(word, windows)).join(' ');
}

export function fileName({ person }: Params): string {
  return person === undefined ? 'mean.glb' : `person-${person}.glb`;
}
