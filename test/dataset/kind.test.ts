import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeFactors, canonicalKind, defaultKinds, factorsIn, kindName } from '../../src/dataset/kind.js';
import { fakeScene } from './fakeScene.js';

const names = fakeScene.factors.map((factor) => factor.name);

describe('activeFactors', () => {
  it.each([
    ['azimuth', ['azimuth']],
    ['texture+azimuth', ['azimuth', 'texture']],
    ['intrinsic', ['shape', 'texture']],
    ['intrinsic+model', ['model', 'shape', 'texture']],
    ['all', names],
    ['all-but-model', ['azimuth', 'shape', 'texture']],
    ['all-but-intrinsic', ['azimuth', 'model']],
    ['all-but-model+azimuth', ['shape', 'texture']],
  ])('%s', (kind, active) => {
    expect(activeFactors(kind, fakeScene)).toEqual(active);
  });

  it.each([
    ['azimut', /"azimut".*Did you mean azimuth\?/],
    ['all-but-txture', /Did you mean texture\?/],
    ['azimuth+', /""/],
    ['', /""/],
    ['toString', /"toString"/],
    ['all-but-all', /nothing would vary/],
    ['all-but-azimuth+model+intrinsic', /nothing would vary/],
  ])('refuses %j', (kind, message) => {
    expect(() => activeFactors(kind, fakeScene)).toThrow(expect.objectContaining({ name: 'UserError' }));
    expect(() => activeFactors(kind, fakeScene)).toThrow(message);
  });
});

describe('kindName', () => {
  it('names every set, so that the name stands for the set and for no other', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 1 }), (set) => {
        expect(activeFactors(kindName(set, fakeScene), fakeScene)).toEqual(
          names.filter((name) => set.includes(name)),
        );
      }),
    );
  });

  it.each([
    ['texture+shape', 'intrinsic'],
    ['azimuth+intrinsic+model', 'all'],
    ['shape+azimuth+texture', 'all-but-model'],
    ['all-but-intrinsic', 'all-but-intrinsic'],
    ['texture+model', 'model+texture'],
  ])('%s goes by %s', (kind, name) => {
    expect(canonicalKind(kind, fakeScene)).toBe(name);
  });
});

describe('defaultKinds', () => {
  it('are the factors and aliases alone, all but each factor, and all of them', () => {
    expect(defaultKinds(fakeScene)).toEqual([
      ...['azimuth', 'model', 'shape', 'texture', 'intrinsic'],
      ...['all-but-azimuth', 'all-but-model', 'all-but-shape', 'all-but-texture', 'all'],
    ]);
  });

  it('name no set twice', () => {
    const scene = {
      factors: [{ name: 'azimuth' }, { name: 'model' }],
      aliases: { both: ['azimuth', 'model'] },
    };
    expect(defaultKinds(scene)).toEqual(['azimuth', 'model', 'both']);
    expect(defaultKinds({ factors: [{ name: 'azimuth' }], aliases: {} })).toEqual(['azimuth']);
  });
});

it('factorsIn lists what kinds speak of', () => {
  expect(
    factorsIn(['all', 'azimuth', 'all-but-light', 'intrinsic', 'shape+azimuth'], fakeScene.aliases),
  ).toEqual(['azimuth', 'light', 'shape', 'texture']);
});
