import { beforeAll, describe, expect, it } from 'vitest';
import { openRenderer } from '../../src/dataset/renderer.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { benchmarkRecognition, type MethodScore } from '../../src/recognition/benchmark.js';
import { type Condition, castOf, conditionGrid, frontal } from '../../src/recognition/conditions.js';
import type { Features } from '../../src/recognition/features.js';
import { describePeople, onePersonKind, readPeople } from '../../src/recognition/people.js';
import { identityFactors } from '../../src/scene/identity.js';
import type { Parameter, Scene } from '../../src/scene/scene.js';

const SIZE = 4;
const TRAITS = 6;

/** Six pixels tell the person, the last one the azimuth, and the light brightens them all. */
const scene: Scene = {
  name: 'traits',
  factors: [
    single('azimuth', 85),
    single('elevation', 22),
    {
      name: 'shape',
      parameters: Array.from({ length: TRAITS }, (_, i) => ({
        name: `shape.${i + 1}`,
        unit: 'sigma',
        prior: { kind: 'normal' },
      })),
    },
  ],
  aliases: {},
  render(values, size) {
    const image = new Uint8Array(size * size);
    for (let i = 0; i < TRAITS; i++) image[i] = Math.max(0, Math.min(255, 128 + 30 * values[2 + i]!));
    image[size * size - 1] = 128 + values[0]!;
    image[size * size - 2] = 128 + values[1]!;
    return image;
  },
};

function single(name: string, reach: number): Scene['factors'][number] {
  const parameter: Parameter = { name, unit: 'degree', prior: { kind: 'uniform', min: -reach, max: reach } };
  return { name, parameters: [parameter] };
}

const pixelsFrom =
  (start: number, end: number): Features =>
  async (images) =>
    Float32Array.from(
      { length: (images.length / SIZE ** 2) * (end - start) },
      (_, i) => images[Math.floor(i / (end - start)) * SIZE ** 2 + start + (i % (end - start))]!,
    );

describe('conditions', () => {
  it('cover every pose and light within reach', () => {
    const grid = conditionGrid(scene);
    expect(grid).toHaveLength(14);
    expect(grid[0]).toEqual({ azimuth: -60, elevation: -20 });
    expect(frontal(scene)).toEqual({ azimuth: 0, elevation: 0 });
  });

  it('leave out the view that people are enrolled under', () => {
    const cast = castOf(scene, 'test', 1, 3);
    const draw = (condition: Condition): Uint8Array =>
      scene.render(cast.under(condition, 1).slice(0, 2 + TRAITS), SIZE, 1);
    const enrolled = draw(frontal(scene));
    for (const condition of conditionGrid(scene)) expect(draw(condition)).not.toEqual(enrolled);
  });

  it('pose the same people, other people in other splits', () => {
    const cast = castOf(scene, 'test', 1, 5);
    const [left, right] = [-60, 60].map((azimuth) => cast.under({ azimuth, elevation: 0 }, 3));
    expect(left).toHaveLength(3 * (2 + TRAITS));
    expect(left![0]).toBe(-60);
    expect(left!.slice(2, 8)).toEqual(right!.slice(2, 8));
    expect(castOf(scene, 'validation', 1, 5).under({}, 1).slice(2)).not.toEqual(left!.slice(2, 8));
  });

  it('are all that varies in a batch of one person', async () => {
    expect(identityFactors(scene.factors)).toEqual(['shape']);
    expect(onePersonKind(scene)).toBe('all-but-shape');
    const source = streamScene(scene, { size: SIZE, seed: 1, batchSize: 3 });
    const { images, people } = await readPeople(source, 'train', 2);
    expect([...people]).toEqual([0, 0, 0, 1, 1, 1]);
    const face = (i: number): Uint8Array => images.slice(i * SIZE ** 2, i * SIZE ** 2 + TRAITS);
    expect(face(0)).toEqual(face(2));
    expect(face(0)).not.toEqual(face(3));
  });

  it('are described without holding all images, as if they were', async () => {
    const source = streamScene(scene, { size: SIZE, seed: 1, batchSize: 2 });
    const count = 70;
    const { images, people } = await readPeople(source, 'train', count);
    const sorts = [pixelsFrom(0, TRAITS), pixelsFrom(SIZE ** 2 - 1, SIZE ** 2)];
    const described = await describePeople(source, 'train', count, sorts);
    for (const [s, { features, width, people: whom }] of described.entries()) {
      expect(width).toBe([TRAITS, 1][s]);
      expect(features).toEqual(await sorts[s]!(images));
      expect(whom).toEqual(people);
    }
  });
});

describe('the benchmark', () => {
  let scores: readonly MethodScore[];
  beforeAll(async () => {
    scores = await benchmarkRecognition({
      scene,
      renderer: openRenderer(scene, { size: SIZE }),
      source: streamScene(scene, { size: SIZE, seed: 1, batchSize: 4 }),
      engine: await createOnnxEngine(),
      methods: [
        { name: 'traits', features: pixelsFrom(0, TRAITS), projection: 'standard' },
        { name: 'pose', features: pixelsFrom(SIZE ** 2 - 1, SIZE ** 2), projection: 'standard' },
        { name: 'discriminants', features: pixelsFrom(0, SIZE ** 2), projection: 'discriminant' },
        { name: 'learnt', features: pixelsFrom(0, SIZE ** 2), projection: 'learnt' },
      ],
      galleries: [10, 40],
      probePeople: 20,
      trainingPeople: 40,
      validationPeople: 20,
    });
  });

  it('finds everybody by features that tell people apart and nothing else', () => {
    const traits = scores[0]!;
    for (const { rank1, rank5 } of traits.identification) expect([rank1.value, rank5.value]).toEqual([1, 1]);
    expect(traits.auc.value).toBe(1);
    expect(traits.original.accuracy.value).toBeGreaterThan(0.95);
    expect(traits.original.pairs).toBe(96);
    expect(traits.accuracy.value).toBeGreaterThan(0.95);
  });

  it('finds nobody by the pose', () => {
    const pose = scores[1]!;
    expect(pose.identification.at(-1)!.rank1.value).toBeLessThan(0.1);
    expect(Math.abs(pose.auc.value - 0.5)).toBeLessThan(0.1);
    expect(pose.equalErrorRate).toBeGreaterThan(0.4);
  });

  it('learns to leave the pose out', () => {
    for (const { identification } of scores.slice(2))
      expect(identification[0]!.rank1.value).toBeGreaterThan(0.95);
  });

  it('gives accuracy by every level of every factor', () => {
    const { azimuth, elevation } = scores[0]!.rank1By;
    expect(azimuth!.map(({ level }) => level)).toEqual([-60, -30, 0, 30, 60]);
    expect(elevation!.map(({ level }) => level)).toEqual([-20, 0, 20]);
    expect(scores[0]!.roc[0]).toEqual([0, 0]);
    expect(scores[0]!.roc.at(-1)).toEqual([1, 1]);
  });
});
