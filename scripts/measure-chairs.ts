/**
 * Measures a model of chairs by the paper's protocol: two heights of the camera, azimuth all round, chairs that it has
 * not seen.
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir chairs.tmp
 *   ln -s ../assets ../models chairs.tmp
 *   node chairs.tmp/scripts/measure-chairs.js MODEL [SHEET.png]
 *
 * From one view of each chair the twelve others are drawn, 30 degrees apart, and compared with the true pictures.
 * Prints JSON; the sheet has six chairs, each first as it is and then as it is drawn from its view at the left.
 */
import { writeFile } from 'node:fs/promises';
import { toPixels } from '../src/dataset/pixels.js';
import { renderImages } from '../src/dataset/renderImages.js';
import { sampleBatch } from '../src/dataset/sample.js';
import { openEngine } from '../src/engine/openEngine.js';
import { encodeImages } from '../src/evaluation/encodeImages.js';
import { type ImageScore, scoreImage, scorePeople, toBytes } from '../src/evaluation/imageScore.js';
import { setCode, settableFactors } from '../src/evaluation/targets.js';
import { prepareModel } from '../src/model/model.js';
import { readModel } from '../src/model/modelFile.js';
import { type Cell, layOut } from '../src/picture/layout.js';
import { toSharp, view } from '../src/picture/picture.js';
import { openScene } from '../src/scene/openScene.js';
import { parametersOf } from '../src/scene/scene.js';

const CHAIRS = 100;
const STEP = 30;
const VIEWS = 360 / STEP;
const SHOWN = 6;

const [run, sheet] = process.argv.slice(2);
if (!run) throw new Error('Give the run of a training, or a model file.');
const { engine } = await openEngine('onnx');
const model = await prepareModel(await readModel(run), engine);
const scene = await openScene('chairs#elevation=20,30');
const { size } = model.description.architecture;
const width = parametersOf(scene).length;
const factors = settableFactors(model, scene);
const azimuth = factors.find(({ name }) => name === 'azimuth')!;

const sources = sampleBatch(scene, { seed: 7, split: 'test', kind: 'all', index: 0 }, CHAIRS);
const reconstructions: ImageScore[] = [];
/** By how far the view is turned: 0, which is the source's own, to 180 degrees. */
const turned = new Map<number, { readonly scores: ImageScore[]; readonly chairs: number[] }>();
const all = { ours: [] as ImageScore[], unchanged: [] as ImageScore[], chairs: [] as number[] };
const rows: Cell[][] = [];
for (let chair = 0; chair < CHAIRS; chair++) {
  const source = sources.slice(chair * width, (chair + 1) * width);
  const views = Array.from({ length: VIEWS + 1 }, (_, k) => {
    const values = source.slice();
    // The first view is the source, the others go round from front to front.
    if (k > 0) values[azimuth.place] = -180 + STEP * k;
    return values;
  });
  const images = renderImages(scene, Float32Array.from(views.flatMap((one) => [...one])), size);
  const truth = views.map((_, k) => toPixels(images.subarray(k * size * size, (k + 1) * size * size)));
  const { mu } = await encodeImages(model, images.subarray(0, size * size));
  const codes = views.map((values, k) => {
    const code = mu.slice();
    if (k > 0) setCode([azimuth], values, code);
    return code;
  });
  const white = await model.decode(Float32Array.from(codes.flatMap((one) => [...one])));
  const drawn = views.map((_, k) => white.subarray(k * size * size, (k + 1) * size * size));
  reconstructions.push(scoreImage(drawn[0]!, truth[0]!, size));
  for (let k = 1; k <= VIEWS; k++) {
    const apart = Math.abs(((views[k]![azimuth.place]! - source[azimuth.place]! + 540) % 360) - 180);
    const bin = STEP * Math.round(apart / STEP);
    const known = turned.get(bin) ?? { scores: [], chairs: [] };
    const score = scoreImage(drawn[k]!, truth[k]!, size);
    known.scores.push(score);
    known.chairs.push(chair);
    turned.set(bin, known);
    all.ours.push(score);
    all.unchanged.push(scoreImage(truth[0]!, truth[k]!, size));
    all.chairs.push(chair);
  }
  if (chair < SHOWN && sheet !== undefined)
    for (const [label, pictures] of [
      ['true', truth],
      ['drawn', drawn],
    ] as const)
      rows.push(
        await Promise.all(
          pictures.map(async (picture, k) => ({
            label:
              k === 0
                ? label === 'true'
                  ? 'the one view'
                  : 'reconstruction'
                : `${label} ${-180 + STEP * k}°`,
            picture: await view(toBytes(picture)),
          })),
        ),
      );
}
await model.dispose();
if (sheet !== undefined)
  await writeFile(
    sheet,
    await toSharp(await layOut(rows))
      .png()
      .toBuffer(),
  );

const result = {
  chairs: CHAIRS,
  reconstruction: scorePeople(reconstructions, [...reconstructions.keys()]),
  otherViews: scorePeople(all.ours, all.chairs),
  unchanged: scorePeople(all.unchanged, all.chairs),
  byAngle: Object.fromEntries(
    [...turned]
      .sort(([a], [b]) => a - b)
      .map(([degrees, { scores, chairs }]) => [degrees, scorePeople(scores, chairs)]),
  ),
};
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
