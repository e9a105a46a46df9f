import { parseSceneName } from './sceneName.js';

/**
 * By scene, for those whose things are their own mirror images: the factors that change their sign where left and right
 * are exchanged. All others stay. By name, as models of before describe their factors without it.
 */
const SIDED: Readonly<Record<string, readonly string[]>> = { faces: ['azimuth', 'light'] };

/**
 * The factors of a scene, each of one angle, whose negatives give its mirrored picture.
 *
 * @param name of the scene, which need not be one
 * @returns undefined where a mirrored picture shows another thing
 */
export function sidedFactors(name: string): readonly string[] | undefined {
  const { kind } = parseSceneName(name);
  return Object.hasOwn(SIDED, kind) ? SIDED[kind] : undefined;
}
