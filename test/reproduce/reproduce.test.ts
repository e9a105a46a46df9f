import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/program.js';
import { openEngine } from '../../src/engine/openEngine.js';
import { PAPER } from '../../src/reproduce/paper.js';
import { chooseParts, PARTS } from '../../src/reproduce/parts.js';
import { type Reproduction, type ReproductionRequest, reproduce } from '../../src/reproduce/reproduce.js';
import { readResult } from '../../src/reproduce/result.js';
import type { Scale } from '../../src/reproduce/scale.js';

/** Everything that the real ones do, too small to learn or to show anything. */
const tiny: Scale = {
  size: 32,
  batches: { train: 1, validation: 1, test: 1 },
  training: {
    steps: 2,
    encoder: [4, 4],
    encoderBlocks: [1, 0],
    decoder: [4, 4],
    decoderBlocks: [0, 1],
    code: 12,
    metricsEvery: 1,
  },
  people: 1,
  frames: 3,
  images: 40,
  recognition: { galleries: [4], probePeople: 2, trainingPeople: 10, validationPeople: 4 },
  inference: { scenes: 1, renders: 20, seed: 1 },
};

let folder: string;
let request: ReproductionRequest;
let first: Reproduction;
const worked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dcign-reproduce-'));
  const { engine } = await openEngine();
  request = {
    out: join(folder, 'all'),
    parts: ['encoder', 'sweeps'],
    scale: tiny,
    engine,
    force: false,
    onPart: (part) => worked.push(part),
  };
  first = await reproduce(request);
}, 600_000);
afterAll(() => rm(folder, { recursive: true }));

const names = (found: Reproduction) => found.done.map(({ part }) => part);

describe('a reproduction', () => {
  it('does what was named and what that needs, in the order of the page', async () => {
    expect(names(first)).toEqual(['data', 'training', 'sweeps', 'encoder']);
    expect([...new Set(worked)]).toEqual(['data', 'training', 'sweeps', 'encoder']);
    for (const { cost } of first.done) {
      expect(cost.seconds).toBeGreaterThan(0);
      expect(cost.peakBytes).toBeGreaterThan(2 ** 24);
    }
    expect((await stat(join(request.out, 'run', 'model.safetensors'))).size).toBeGreaterThan(1000);
  });

  it('charts a training whose metrics a crash has spoilt', async () => {
    const metrics = join(request.out, 'run', 'metrics.jsonl');
    await appendFile(metrics, '\0\0garbage\n17\n{"step":');
    const validated = async () =>
      ((await readResult(request.out, 'training'))!.numbers as { validations: unknown[] }).validations;
    const before = await validated();
    expect(before).toHaveLength(1);
    await rm(join(request.out, 'training.json'));
    const { page } = await reproduce({ ...request, parts: ['training'] });
    expect(await validated()).toEqual(before);
    // Nor does the page lose what else is done.
    expect(await readFile(page, 'utf8')).toContain('<h2>Encoder against truth');
  });

  it('puts ours beside the paper’s on one page that needs nothing else', async () => {
    const html = await readFile(first.page, 'utf8');
    expect(html).not.toMatch(/(src|href)="(?!data:|#)/);
    const claims = first.done.flatMap((one) => one.claims);
    expect(claims.map(({ paper }) => paper)).toEqual(
      expect.arrayContaining(['azimuth.eta2', 'azimuth.half.eta2', 'elevation.eta2', 'light.pearson']),
    );
    for (const { paper, ours } of claims) {
      expect(html).toContain(`>${PAPER[paper]!.what}<`);
      expect(html).toContain(`>${Number(ours.toPrecision(4))}<`);
    }
    expect(html).toContain('>0.955<');
    expect(html.match(/data:image\/webp/g)).toHaveLength(3);
    expect(html).toContain('dcign reproduce novel-views');
  });

  it('keeps what is done, and goes on', async () => {
    const before = await readFile(join(request.out, 'encoder.json'), 'utf8');
    const again = await reproduce({ ...request, parts: ['encoder', 'invariance'] });
    expect(names(again)).toEqual(['invariance']);
    expect(again.kept).toEqual(['data', 'training', 'encoder']);
    expect(await readFile(join(request.out, 'encoder.json'), 'utf8')).toBe(before);
    const html = await readFile(again.page, 'utf8');
    for (const title of ['Encoder against truth', 'Invariance and equivariance', 'One image, other poses'])
      expect(html).toContain(`<h2>${title}`);
  });

  it('measures again where it is told to, to the same numbers', async () => {
    const again = await reproduce({ ...request, parts: ['encoder'], force: true });
    expect(names(again)).toEqual(['encoder']);
    const { numbers } = first.done.find(({ part }) => part === 'encoder')!;
    expect(again.done[0]!.numbers).toEqual(numbers);
  });

  it('refuses a folder whose results are of another scale, and a damaged result', async () => {
    const other = { ...request, parts: ['encoder'], scale: { ...tiny, images: 20 } };
    await expect(reproduce(other)).rejects.toThrow(/encoder\.json is of another model, twin or scale.*--out/);
    const longer = { ...tiny, training: { ...tiny.training, steps: 3 } };
    await expect(reproduce({ ...request, scale: longer })).rejects.toThrow(/data\.json is of another/);
    const path = join(request.out, 'sweeps.json');
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.slice(0, 100));
    await expect(reproduce(request)).rejects.toThrow(/sweeps\.json is damaged/);
    await writeFile(path, whole);
  });

  it('compares a given model with a twin where there is one, and says so where there is none', async () => {
    const weights = join(request.out, 'run');
    const given = { ...request, out: join(folder, 'given'), weights, parts: ['entangled'] };
    const alone = await reproduce(given);
    expect(names(alone)).toEqual(['entangled']);
    expect(await readFile(alone.page, 'utf8')).toContain('Left out: the entangled twin');
    await expect(reproduce({ ...given, twin: weights })).rejects.toThrow(/entangled\.json is of another/);
    const both = await reproduce({ ...given, twin: weights, force: true });
    const { claims, blocks } = both.done[0]!;
    expect(claims.map(({ paper }) => paper)).toContain('entangled.ridge');
    expect(blocks.filter(({ kind }) => kind === 'figure').length).toBeGreaterThan(0);
    // The twin is the model itself here: the whole codes are read alike.
    const { readings } = both.done[0]!.numbers as {
      readings: Record<string, Record<string, { eta2: number }>>;
    };
    expect(readings['entangled twin, ridge regression']).toEqual(readings['this code, ridge regression']);
  }, 600_000);

  // Recognition, at its smallest, takes as long as all of these; test/recognition has its benchmark.
  it('can do the others', async () => {
    const out = join(folder, 'given');
    const parts = ['novel-views', 'shape-texture', 'reconstruction', 'inference'];
    const found = await reproduce({ ...request, out, weights: join(request.out, 'run'), parts });
    expect(names(found)).toEqual(parts);
    const claimed = [...first.done, ...found.done].flatMap(({ claims }) => claims.map(({ paper }) => paper));
    const others = ['entangled.', 'betaVae', 'mig', 'recognition', 'verification.'];
    const expected = Object.keys(PAPER).filter((key) => !others.some((start) => key.startsWith(start)));
    expect(claimed.sort()).toEqual(expected.sort());
    expect((await readResult(out, 'inference'))!.claims[0]!.ours).toBeGreaterThan(0);
  }, 600_000);
});

describe('names of parts', () => {
  it('are refused with the nearest one, and where a given model leaves nothing to make', () => {
    expect(() => chooseParts(['encodr'], false)).toThrow(
      /no part called encodr\. Did you mean encoder\?.*sweeps/,
    );
    expect(() => chooseParts(['training'], true)).toThrow(/model is there already.*training/);
    expect(chooseParts([], false)).toEqual(PARTS);
    expect(chooseParts([], true).every(({ stage }) => stage === 'measure')).toBe(true);
    expect(chooseParts(['recognition'], false).map(({ name }) => name)).toEqual([
      'data',
      'training',
      'twin',
      'recognition',
    ]);
  });

  it('are all in the help of the command', async () => {
    const { reproduceCommand } = await import('../../src/cli/reproduce.js');
    const help = reproduceCommand().helpInformation().replaceAll(/\s+/g, ' ');
    expect(help).toContain(PARTS.map(({ name }) => name).join(', '));
  });

  it('a twin without a model is refused', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await run(['reproduce', '--twin', 'runs/x', '--quiet'])).toBe(1);
    expect(said.mock.calls[0]![0]).toMatch(/--twin goes with --weights/);
    said.mockRestore();
  });
});
