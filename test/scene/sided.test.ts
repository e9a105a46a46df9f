import { expect, test } from 'vitest';
import { openScene } from '../../src/scene/openScene.js';
import { sidedFactors } from '../../src/scene/sided.js';
import { scene, valuesOf } from './people.js';

const SIZE = 64;
const mirrored = (picture: Uint8Array): Uint8Array =>
  picture.map((_, i) => picture[i - (i % SIZE) + SIZE - 1 - (i % SIZE)]!);
const apart = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, x, i) => sum + Math.abs(x - b[i]!), 0) / a.length;

test('the negative of what has a side gives the mirrored picture, and of nothing else', () => {
  const view = { azimuth: 30, elevation: 12, light: -40 };
  const picture = mirrored(scene.render(valuesOf(view), SIZE));
  const drawn = (turned: readonly string[]): Uint8Array => {
    const other = Object.entries(view).map(([name, angle]) => [name, turned.includes(name) ? -angle : angle]);
    return scene.render(valuesOf(Object.fromEntries(other)), SIZE);
  };
  const sided = sidedFactors('faces')!;
  expect(apart(drawn(sided), picture)).toBeLessThan(1);
  for (const name of Object.keys(view)) {
    const changed = sided.includes(name) ? sided.filter((one) => one !== name) : [...sided, name];
    expect(apart(drawn(changed), picture)).toBeGreaterThan(3);
  }
});

test('they are factors of one number of that scene; others have none', async () => {
  const { factors } = await openScene('faces');
  for (const name of sidedFactors('faces')!)
    expect(factors.find((factor) => factor.name === name)?.parameters).toHaveLength(1);
  for (const name of ['sprites', 'chairs', 'chairs#elevation=20', 'meshes:/home/me', 'constructor', ''])
    expect(sidedFactors(name)).toBeUndefined();
});
