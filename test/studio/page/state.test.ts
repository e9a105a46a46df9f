import { expect, test, vi } from 'vitest';
import type { Circumstances } from '../../../src/fitting/unknowns.js';
import { changePerson, drawPerson } from '../../../src/head/person.js';
import { controlsOf } from '../../../src/rerender/controls.js';
import { loadFaces } from '../../../src/scene/loadFaces.js';
import { openScene } from '../../../src/scene/openScene.js';
import { parametersOf } from '../../../src/scene/scene.js';
import { type FitMaterial, fitInWorker } from '../../../src/studio/page/fitting/client.js';
import { toGrey } from '../../../src/studio/page/picture/grey.js';
import { endsOf } from '../../../src/studio/page/plot/ends.js';
import { axisOf } from '../../../src/studio/page/state/axis.js';
import { chartsOf, follow } from '../../../src/studio/page/state/charts.js';
import { rerenderCommand } from '../../../src/studio/page/state/command.js';
import { advice, middleCrop, pan, zoom } from '../../../src/studio/page/state/crop.js';
import { csvOf } from '../../../src/studio/page/state/csv.js';
import {
  fittedHeadCommand,
  headCommand,
  personIn,
  personOf,
  valuesOf,
} from '../../../src/studio/page/state/head.js';
import { Latest } from '../../../src/studio/page/state/latest.js';
import {
  duration,
  eventIn,
  secondsOf,
  seriesOf,
  smoothed,
  speedOf,
} from '../../../src/studio/page/state/metrics.js';
import { mixCodes, slotsOf } from '../../../src/studio/page/state/mix.js';
import { differencesOf } from '../../../src/studio/page/state/options.js';
import { sceneValues, whoIs } from '../../../src/studio/page/state/person.js';
import { formatRoute, parseRoute, patched } from '../../../src/studio/page/state/route.js';
import { joinNames, splitNames } from '../../../src/studio/page/state/runs.js';
import { playedValue, settingsOf, turned } from '../../../src/studio/page/state/settings.js';
import { change, moved, sorted, unitsOf } from '../../../src/studio/page/state/units.js';
import { brief, fixed } from '../../../src/studio/page/state/words.js';
import { tinyModel } from '../tinyModel.js';

test('an address is read as it was written', () => {
  const route = { view: 'mix', params: { pose: 'a & b', 'shape.2': '-1.5' } } as const;
  expect(parseRoute(formatRoute(route))).toEqual(route);
  expect(parseRoute('#/nowhere?x=1').view).toBe('rerender');
  expect(parseRoute('')).toEqual({ view: 'rerender', params: {} });
  expect(patched({ a: '1', b: '2' }, { a: undefined, c: '3' })).toEqual({ b: '2', c: '3' });
});

test('settings: what is known, within its range, and nothing else', async () => {
  const controls = controlsOf((await tinyModel()).description);
  const settings = settingsOf({ azimuth: '500', light: 'x', shape: '', nose: '3', texture: '-1' }, controls);
  expect(settings).toEqual({ azimuth: 80, texture: -1 });
  const mu = new Float32Array(12);
  const code = turned(mu, controls, settings);
  expect(mu.every((x) => x === 0)).toBe(true);
  const [azimuth, texture] = ['azimuth', 'texture'].map((name) => controls.find((one) => one.name === name)!);
  expect(azimuth!.read(code)).toBeCloseTo(80, 3);
  expect(texture!.read(code)).toBeCloseTo(-1, 3);
});

test('a play starts where the control stands and reaches both ends', () => {
  const control = { min: -80, max: 80, circular: false };
  const values = Array.from({ length: 501 }, (_, i) => playedValue(control, 30, i / 100, 5));
  expect(values[0]).toBeCloseTo(30);
  expect(values[500]).toBeCloseTo(30);
  expect(Math.max(...values)).toBeCloseTo(80, 1);
  expect(Math.min(...values)).toBeCloseTo(-80, 1);
});

test('a play of a full circle goes round and round, once in a period', () => {
  const control = { min: -180, max: 180, circular: true };
  const values = Array.from({ length: 1001 }, (_, i) => playedValue(control, 30, i / 100, 5));
  expect(values[0]).toBeCloseTo(30);
  expect(values[500]).toBeCloseTo(30);
  const steps = values.slice(1).map((value, i) => (value - values[i]! + 360) % 360);
  for (const step of steps) expect(step).toBeCloseTo(360 / 500);
  expect(values.every((value) => value >= -180 && value <= 180)).toBe(true);
});

test('the command quotes what a shell would split, and leaves out what it sweeps', () => {
  const asked = { vary: 'azimuth', settings: { azimuth: 20, light: -1 / 3 }, refined: true, out: 'x.gif' };
  const model = ['--model', '/my runs/a'];
  expect(rerenderCommand({ file: "it's me.png" }, model, asked, false)).toBe(
    `dcign rerender 'it'\\''s me.png' --model '/my runs/a' --vary azimuth --set light=-0.33 --out x.gif`,
  );
  const crop = { x: 10.123, y: 20, side: 30, roll: -5 };
  expect(rerenderCommand({ file: '-rf.png', crop }, [], { ...asked, refined: false }, true)).toBe(
    'dcign rerender ./-rf.png --crop 10.12,20,30,-5 --refine 0 --vary azimuth --set light=-0.33 --out x.gif',
  );
});

test('the latest job takes the place of those that wait', async () => {
  const done: number[] = [];
  const ends: (() => void)[] = [];
  const latest = new Latest<number>(async (n) => {
    await new Promise<void>((resolve) => ends.push(resolve));
    done.push(n);
  });
  for (const n of [1, 2, 3, 4]) latest.push(n);
  ends[0]!();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]!();
  await expect.poll(() => done).toEqual([1, 4]);
  latest.push(5);
  await expect.poll(() => ends.length).toBe(3);
  ends[2]!();
  await expect.poll(() => done).toEqual([1, 4, 5]);
});

test('a crop follows the hand, turned or not, and keeps to the picture', () => {
  const photo = { width: 200, height: 100 };
  const crop = middleCrop(photo);
  expect(crop).toEqual({ x: 100, y: 50, side: 100, turn: 0 });
  expect(pan(crop, photo, 0.1, 0).x).toBeCloseTo(90);
  const quarter = pan({ ...crop, turn: 90 }, photo, 0.1, 0);
  // A picture that is turned clockwise by 90 degrees has its own top on the right.
  expect(quarter.x).toBeCloseTo(100);
  expect(quarter.y).toBeCloseTo(60);
  expect(pan(crop, photo, -9, 9)).toMatchObject({ x: 200, y: 0 });
  expect(zoom(crop, photo, 2).side).toBeCloseTo(50);
  expect(zoom(crop, photo, 1e-3).side).toBe(300);
  expect(zoom(crop, photo, 1e3).side).toBe(24);
});

test('a crop that does not fit the head that was found is told what to do', () => {
  const head = { x: 100, y: 80, side: 100, roll: 0 };
  const crop = (side: number, x = 100) => ({ x, y: 80, side, turn: 0 });
  expect(advice(crop(70), head)).toContain('zoom out');
  expect(advice(crop(150), head)).toContain('zoom in');
  expect(advice(crop(100, 160), head)).toContain('elsewhere');
  expect(advice(crop(105, 110), head)).toBeUndefined();
  expect(advice(crop(10), undefined)).toBeUndefined();
});

test('units: KL of the posterior, sorted by what is asked', () => {
  const groups = [
    { name: 'azimuth', units: 1, factors: [] },
    { name: 'shape', units: 2, factors: [] },
  ];
  const units = unitsOf(groups, Float32Array.of(0, 2, -1), new Float32Array(3), [0.3, 0.1]);
  expect(units.map(({ kl }) => kl)).toEqual([0, 2, 0.5]);
  expect(units.map(({ group }) => group)).toEqual(['azimuth', 'shape', 'shape']);
  const places = (order: 'kl' | 'effect' | 'place') => sorted(units, order).map(({ index }) => index);
  expect(places('kl')).toEqual([1, 2, 0]);
  expect(places('effect')).toEqual([0, 1, 2]);
  expect(places('place')).toEqual([0, 1, 2]);
  expect(moved(Float32Array.of(0.5, -0.5), 1)).toEqual(Float32Array.of(0.5, 1.5));
  expect(change(Float32Array.of(0, 1), Float32Array.of(0.5, 0.5))).toBe(0.5);
});

test('mixing takes whole groups; a slot that the code does not have is left out', () => {
  const groups = [
    { name: 'azimuth', units: 1, factors: [] },
    { name: 'intrinsic', units: 2, factors: [] },
  ];
  expect(slotsOf(groups).map(({ title, groups: own }) => [title, ...own])).toEqual([
    ['Pose', 'azimuth'],
    ['Intrinsic', 'intrinsic'],
  ]);
  const mixed = mixCodes(groups, (name) => new Float32Array(3).fill(name === 'azimuth' ? 1 : 2));
  expect(mixed).toEqual(Float32Array.of(1, 2, 2));
});

test('a person is a number: the same everywhere, turned by the address', async () => {
  const { factors } = (await tinyModel()).description.data;
  const names = parametersOf({ factors }).map(({ name }) => name);
  const a = sceneValues(factors, { person: '7', azimuth: '30' });
  expect(sceneValues(factors, { person: '7', azimuth: '30' })).toEqual(a);
  expect(sceneValues(factors, { person: '8', azimuth: '30' })).not.toEqual(a);
  expect(a[names.indexOf('azimuth')]).toBe(30);
  expect(a[names.indexOf('shape.1')]).not.toBe(0);
  expect(sceneValues(factors, {}).every((x) => x === 0)).toBe(true);
});

test('a head is who it is however it is turned, and the same person as that of the command', async () => {
  const { factors } = (await tinyModel()).description.data;
  const model = await loadFaces();
  const address = { person: '7', azimuth: '30', 'shape.2': '1.5' };
  expect(whoIs(address)).toBe(whoIs({ person: '7', light: '-40', 'shape.2': '1.5' }));
  expect(whoIs(address)).not.toBe(whoIs({ ...address, 'shape.2': '1.4' }));
  const expected = changePerson(drawPerson(model, 7), { 'shape.2': 1.5 });
  expect(personOf(factors, whoIs(address))).toEqual(expected);
  expect(headCommand(address, false)).toBe('dcign head --seed 7 --set shape.2=1.5 --out person-7.glb');
  expect(headCommand({ person: '1; ls', 'shape.1': '$(ls)', 'texture.1;ls': '1' }, false)).toBe(
    "dcign head --seed '1; ls' --out 'person-1; ls.glb'",
  );
  expect(headCommand({ light: '3' }, false)).toBe('dcign head --mean --out mean.glb');
});

test('a fitted head is that of the scene, and its command fits it from the same file', async () => {
  const { factors } = (await tinyModel()).description.data;
  const { shape, texture } = drawPerson(await loadFaces(), 7);
  const circumstances = { azimuth: 12, elevation: -3, light: 40, roll: 5 } as Circumstances;
  const own = valuesOf(factors, { circumstances, shape, texture });
  expect([...own.slice(0, 3)]).toEqual([12, -3, 40]);
  const turned = sceneValues(factors, { face: 'ada.jpg', azimuth: '30', 'shape.2': '1.5' }, undefined, own);
  expect([...turned.slice(0, 3)]).toEqual([30, -3, 40]);
  expect(personIn(factors, turned)).toEqual(changePerson({ shape, texture }, { 'shape.2': 1.5 }));
  const face = {
    ...{ id: 'a', name: "Ada's face.jpg", thumbnail: '', pixels: async () => new Float32Array(1) },
    source: { file: '-a.jpg', crop: { x: 10.123, y: 20, side: 30, roll: -4 } },
  };
  expect(fittedHeadCommand(face, [], { face: 'a', light: '3', 'texture.1': '-2' }, false)).toBe(
    'dcign head ./-a.jpg --crop 10.12,20,30,-4 --set texture.1=-2 --out Ada-s-face.glb',
  );
});

test('curves are smoothed by what came before, without a pull from nothing at their start', () => {
  const points = [1, 2, 4].map((y, x) => ({ x, y }));
  // Of weight w the mean of two is (w a + b) / (w + 1), of three (w w a + w b + c) / (w w + w + 1).
  expect(smoothed(points, 0.5).map(({ y }) => y)).toEqual([1, 5 / 3, (0.25 + 1 + 4) / 1.75]);
  expect(smoothed(points, 0)).toBe(points);
  const even = smoothed(
    points.map(({ x }) => ({ x, y: 3 })),
    0.99,
  );
  for (const { y } of even) expect(y).toBeCloseTo(3, 9);
  const lines = [{ step: 1, loss: 5 }, { step: 2, loss: Number.NaN }, { step: 3 }];
  expect(seriesOf(lines, (line) => line.loss)).toEqual([{ x: 1, y: 5 }]);
  expect(seriesOf(lines, (line) => line.loss, [7, 8, 9])).toEqual([{ x: 7, y: 5 }]);
  expect(speedOf([])).toBeUndefined();
});

test('the time of a training is added up from its speeds', () => {
  const validation = { loss: 1, reconstruction: 1, kl: {}, units: {} };
  const lines = [
    { step: 10, imagesPerSecond: 4 },
    { step: 10, validation },
    { step: 50, imagesPerSecond: 8 },
    { step: 60, validation },
  ];
  expect(secondsOf(lines, 4)).toEqual([10, 10, 30, 30]);
  expect([20, 100, 3 * 3600 + 1200].map(duration)).toEqual(['20 s', '2 min', '3 h 20 min']);
});

test('metrics as a table: a column a number, and whatever a name holds', () => {
  const lines = [
    { step: 10, loss: 9, kl: { azimuth: 2 }, imagesPerSecond: 4 },
    { step: 10, validation: { loss: 8, reconstruction: 7, kl: {}, units: { azimuth: { etaSquared: 0.5 } } } },
  ];
  const batchSize = 4;
  expect(
    csvOf([
      { name: 'a,"b"', lines, batchSize },
      { name: 'c', lines: [{ step: 1, loss: 3 }], batchSize: undefined },
    ]).split('\r\n'),
  ).toEqual([
    'run,step,seconds,loss,kl.azimuth,imagesPerSecond,validation.loss,validation.reconstruction,validation.units.azimuth.etaSquared',
    '"a,""b""",10,10,9,2,4,,,',
    '"a,""b""",10,10,,,,8,7,0.5',
    'c,1,,3,,,,,',
    '',
  ]);
});

test('options of trainings: what differs, and what one of them does not have', () => {
  const options = { steps: 10, encoder: [2, 3], seed: 1 };
  const info = { scene: 'dot', size: 8, batchSize: 4 };
  expect(
    differencesOf([
      { options: { ...options, frozen: 'none' }, data: { info } },
      { options: { ...options, encoder: [4] }, data: { info: { ...info, size: 16 } } },
    ]),
  ).toEqual([
    { option: 'encoder', values: ['2,3', '4'] },
    { option: 'frozen', values: ['none', ''] },
    { option: 'data: size', values: ['8', '16'] },
  ]);
  expect(differencesOf([{ options }, { options }])).toEqual([]);
});

test('what of the charts is seen keeps to what is there', () => {
  expect(axisOf({ from: '20', to: '60' }, 100).span).toEqual([20, 60]);
  expect(axisOf({ from: '-5', to: '1e9' }, 100).span).toEqual([0, 100]);
  expect(axisOf({ from: '70', to: '30' }, 100).span).toEqual([0, 100]);
  expect(axisOf({ smooth: '7', scale: 'x' }, 0)).toMatchObject({
    smoothing: 0.99,
    scale: 'automatic',
    end: 1,
  });
});

test('no chart ends at its greatest value: half of a line or of a mark would be cut off there', () => {
  const axes = [
    ...[
      [3, 900],
      [-2, 5],
      [7, 7],
      [0, 0],
      [1e-9, 1],
    ].map(([low, high]) => ({ isLog: false, low, high })),
    ...[
      [3, 900],
      [1e-9, 1],
      [5, 5],
    ].map(([low, high]) => ({ isLog: true, low, high })),
    { isLog: false, range: [0, 1] as const, low: 0.2, high: 1 },
  ];
  for (const { low, high, ...look } of axes) {
    const [bottom, top] = endsOf({ range: undefined, ...look }, low!, high!);
    const place = (y: number): number => (look.isLog ? Math.log(y) : y);
    const height = place(top) - place(bottom);
    // A mark of 6 pixels in a chart that is 180 high.
    const half = 3 / 180;
    expect((place(top) - place(high!)) / height).toBeGreaterThan(half);
    expect((place(low!) - place(bottom)) / height).toBeGreaterThan(half);
  }
  for (const isLog of [false, true]) {
    const [bottom, top] = endsOf({ isLog, range: undefined }, null, null);
    expect(top).toBeGreaterThan(bottom);
  }
});

test('groups of one training share a chart; of several each has its own, in which every training has a curve', () => {
  const lines = [
    { step: 10, loss: 9, reconstruction: 5, kl: { azimuth: 2, rest: 1 }, imagesPerSecond: 4 },
    { step: 20, validation: { loss: 8, reconstruction: 4, kl: {}, units: { azimuth: { etaSquared: 0.5 } } } },
  ];
  const watched = { lines, lost: false, config: { options: { batch: 8 } } };
  const known = { steps: 20, step: 20, finished: true, going: false, current: true };
  const [one, two] = ['one', 'two'].map((name, i) => follow({ name, ...known }, 1 + i, watched, i === 1));
  const curves = (followed: Parameters<typeof chartsOf>[0]) =>
    chartsOf(followed).map(({ title, lines: drawn }) => [title, ...drawn.map(({ name }) => name)]);
  expect(curves([one!])).toEqual([
    ['Loss', 'Training', 'Validation'],
    ['Reconstruction', 'Training', 'Validation'],
    ['KL of each group', 'azimuth', 'rest'],
    ['η² on validation', 'azimuth'],
  ]);
  expect(curves([one!, two!]).slice(2)).toEqual([
    ['KL of azimuth', 'one', 'two'],
    ['KL of rest', 'one', 'two'],
    ['η² of azimuth on validation', 'one', 'two'],
  ]);
  // Ten steps of eight images at four a second.
  const [first, second] = chartsOf([one!, two!])[3]!.lines;
  expect([first!.points, second!.points]).toEqual([[{ x: 10, y: 1 }], [{ x: 20, y: 1 }]]);
});

test('names of runs are read as they were written, whatever they hold', () => {
  const names = ['a,b', 'c', '100 %', 'ü&='];
  expect(splitNames(joinNames(names))).toEqual(names);
  expect(splitNames('%')).toEqual([]);
});

test('a number on a chart fits the room that it has there', () => {
  expect([0, 0.1234, -0.00123, 1204.4, 12_345].map(brief)).toEqual([
    '0',
    '0.123',
    '-0.00123',
    '1204',
    '12.35k',
  ]);
  for (const value of [1.08e-5, -2.345e-9, 0.0001]) {
    expect(Number(brief(value)) / value).toBeCloseTo(1, 2);
    // Which is what there is beside an axis.
    expect(brief(value).length).toBeLessThanOrEqual(8);
  }
});

test('no number is written as less than nothing', () => {
  expect([-0.001, 0, -0.006, 1.234].map((value) => fixed(value, 2))).toEqual([
    '0.00',
    '0.00',
    '-0.01',
    '1.23',
  ]);
});

test('values of a scene in an address keep to their ranges', async () => {
  const { factors } = await openScene('faces');
  const names = parametersOf({ factors }).map(({ name }) => name);
  const values = sceneValues(factors, { azimuth: '9999', light: '-1e9', 'shape.1': '50' });
  const at = (name: string) => values[names.indexOf(name)]!;
  expect(at('azimuth')).toBeLessThanOrEqual(90);
  expect(at('light')).toBeGreaterThanOrEqual(-180);
  expect(at('shape.1')).toBe(3);
});

test('grey as the commands make it', () => {
  const rgba = Uint8ClampedArray.of(128, 128, 128, 255, 255, 0, 0, 255, 0, 255, 0, 255, 40, 90, 220, 255);
  // What sharp 0.35 makes of the same colours with toColourspace('b-w').
  expect(Array.from(toGrey(rgba), (x) => Math.round(255 * x))).toEqual([128, 127, 220, 101]);
});

test('a fit that is broken off before it begins starts no worker', async () => {
  const Started = vi.fn();
  vi.stubGlobal('Worker', Started);
  const fit = fitInWorker({} as FitMaterial, () => {}, AbortSignal.abort());
  await expect(fit).rejects.toMatchObject({ name: 'AbortError' });
  expect(Started).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});

test('however many heads are fitted, the face model is fetched once, and again where it did not come', async () => {
  const posted: Uint8Array[] = [];
  class FittingWorker extends EventTarget {
    postMessage({ id, faces }: { readonly id: number; readonly faces: Uint8Array }): void {
      posted.push(faces);
      this.dispatchEvent(
        Object.assign(new Event('message'), { data: { kind: 'fitted', id, head: 1, skin: 2 } }),
      );
    }
    terminate(): void {}
  }
  let isThere = false;
  const asked = vi.fn(
    async () => new Response(isThere ? Uint8Array.of(1, 2, 3) : null, { status: isThere ? 200 : 503 }),
  );
  vi.stubGlobal('Worker', FittingWorker);
  vi.stubGlobal('document', { baseURI: 'http://studio/' });
  vi.stubGlobal('fetch', asked);
  const fit = () => fitInWorker({} as FitMaterial, () => {}, new AbortController().signal);
  await expect(fit()).rejects.toThrow('503');
  expect(posted).toEqual([]);
  isThere = true;
  expect([await fit(), await fit()]).toEqual([
    { head: 1, skin: 2 },
    { head: 1, skin: 2 },
  ]);
  expect(asked).toHaveBeenCalledTimes(2);
  expect(posted.map((bytes) => [...bytes])).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  vi.unstubAllGlobals();
});

test('what is no line of metrics is passed over', () => {
  const told = { run: 'a', line: { step: 3, loss: 2 } };
  expect(eventIn(JSON.stringify(told))).toEqual(told);
  for (const line of ['null', '17', '[]', '"step"', '{}', '{"step":"3"}', '\0\0', ''])
    expect(eventIn(`{"run":"a","line":${line}}`)).toBeUndefined();
});
