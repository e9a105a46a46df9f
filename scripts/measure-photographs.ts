/**
 * Measures how well a model reads real photographs, of data sets that cannot come with the project:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir photographs.tmp
 *   ln -s ../assets ../models photographs.tmp
 *   node photographs.tmp/scripts/measure-photographs.js FOLDER [MODEL [PARTS]]
 *
 * FOLDER holds `yale/pNN/A+aaaE+ee.png` (Extended Yale B, the lamp in the name), `umist/pN/MM.png` (people turning),
 * `att_faces/sNN/MM.png` and `coil20/objNN/*.png`, each as far as it is there. PARTS, such as `yale,verdict`, are what
 * is measured of all; landscapes, noise and text, which are no faces, are drawn here. Prints JSON.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEngine } from '../src/engine/openEngine.js';
import { FACE } from '../src/framing/framing.js';
import { prepareModel } from '../src/model/model.js';
import { readModel } from '../src/model/modelFile.js';
import { modelOrShipped, PHOTOGRAPH_MODEL } from '../src/model/shipped.js';
import { codeFeatures } from '../src/recognition/features.js';
import { openRecogniser } from '../src/recognition/openRecogniser.js';
import { readPhotographs, scorePhotographs } from '../src/recognition/photographs.js';
import { prepareRefiner } from '../src/refinement/refiner.js';
import { controlsOf } from '../src/rerender/controls.js';
import { judgeImage, type Look, look } from '../src/rerender/look.js';
import { decodePhotograph, readPhotograph } from '../src/rerender/readPhotograph.js';
import { spearman } from '../src/statistics/correlation.js';
import type { Verdict } from '../src/verdict/verdict.js';
import { drawThing, THINGS } from './photographs/drawnThings.js';

const [folder, named, parts] = process.argv.slice(2);
const given = named === '' ? undefined : named;
if (!folder) throw new Error('Give the folder of the data sets.');
const { engine } = await openEngine('onnx');
const file = await readModel(modelOrShipped(given, PHOTOGRAPH_MODEL));
const model = await prepareModel(file, engine);
const refiner = await prepareRefiner(file, engine);
const controls = controlsOf(model.description);
const { size } = model.description.architecture;
/** The range that the scene's lamp has. */
const LAMPS = 80;
/** Drawn pictures of each kind of what is no face. */
const OF_EACH = 60;

interface Seen extends Look {
  readonly path: string;
  readonly found: boolean;
}

/** Every n-th file. */
function filesOf(set: string, n = 1): string[] {
  const root = join(folder!, set);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.png'))
    .sort()
    .filter((_, i) => i % n === 0)
    .map((name) => join(root, name));
}

async function see(paths: readonly string[], steps = 0): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const path of paths) {
    const { pixels, faces } = await readPhotograph(path, size, FACE);
    const found = faces.length > 0;
    const refine = steps === 0 ? undefined : { refiner, steps };
    seen.push({ path, found, ...(await look(model, pixels, { found, refine })) });
  }
  return seen;
}

const reads = (name: string, { code }: Look): number => controls.find((one) => one.name === name)!.read(code);
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const share = (values: readonly boolean[]): number => mean(values.map(Number));
const folderOf = (path: string): string => path.split('/').at(-2)!;

async function yale(): Promise<object | undefined> {
  const paths = filesOf('yale').filter((path) => Math.abs(lampOf(path)) <= LAMPS);
  if (paths.length === 0) return undefined;
  const seen = await see(paths);
  const lamps = paths.map(lampOf);
  const lights = seen.map((one) => reads('light', one));
  const correlation = spearman(lamps, lights);
  const errors = lights.map((light, i) => light - Math.sign(correlation) * lamps[i]!);
  const azimuths = seen.map((one) => reads('azimuth', one));
  const middle = mean(azimuths);
  return {
    photographs: paths.length,
    facesFound: share(seen.map(({ found }) => found)),
    lightSpearman: correlation,
    lightErrorAfterOffset: mean(errors.map((error) => Math.abs(error - mean(errors)))),
    azimuthWithin8OfItsMean: share(azimuths.map((azimuth) => Math.abs(azimuth - middle) <= 8)),
  };
}

function lampOf(path: string): number {
  return Number(/A([+-]\d+)E/.exec(path)![1]);
}

async function umist(): Promise<object | undefined> {
  const seen = await see(withoutCopies(filesOf('umist')));
  if (seen.length === 0) return undefined;
  const people = [...new Set(seen.map(({ path }) => folderOf(path)))];
  return {
    photographs: seen.length,
    facesFound: share(seen.map(({ found }) => found)),
    azimuthSpearman: Object.fromEntries(
      people.map((name) => {
        const azimuths = seen
          .filter(({ path }) => folderOf(path) === name)
          .map((one) => reads('azimuth', one));
        return [name, spearman([...azimuths.keys()], azimuths)];
      }),
    ),
  };
}

/** One person's turn ends with ten files that are copies of earlier ones: these are no part of the order. */
function withoutCopies(paths: readonly string[]): readonly string[] {
  const known = new Set<string>();
  return paths.filter((path) => {
    const bytes = readFileSync(path, 'latin1');
    const isNew = !known.has(bytes);
    known.add(bytes);
    return isNew;
  });
}

async function refining(): Promise<object | undefined> {
  const paths = filesOf('att_faces', 10);
  if (paths.length === 0) return undefined;
  const before = performance.now();
  const seen = await see(paths, 40);
  const errors = seen.map(({ refined }) => refined!.error);
  return {
    photographs: paths.length,
    facesFound: share(seen.map(({ found }) => found)),
    errorBefore: mean(errors.map((one) => one.before)),
    errorAfter: mean(errors.map((one) => one.after)),
    secondsEach: (performance.now() - before) / 1000 / paths.length,
  };
}

/** Whether the right one of AT&T's people comes first, by what `dcign recognise` compares. */
async function identity(): Promise<object | undefined> {
  const people = join(folder!, 'att_faces');
  if (!existsSync(people)) return undefined;
  const path = modelOrShipped(given, PHOTOGRAPH_MODEL);
  const { model: again, recogniser } = await openRecogniser(path, engine, 'whitened');
  const features = codeFeatures(again, 'identity');
  const scores = await scorePhotographs(
    features,
    recogniser.projection,
    await readPhotographs(people, size),
    [1, 5],
  );
  await again.dispose();
  return scores;
}

/**
 * Faces of every set against what is no face: how often a face is the likelier one. The verdict is the one that `look`
 * gives, which takes a single glance.
 */
async function verdicts(): Promise<object | undefined> {
  const paths = [...filesOf('att_faces', 5), ...filesOf('yale', 2), ...filesOf('umist', 2)];
  if (paths.length === 0) return undefined;
  const faces = await judgeAll(paths.map((path) => () => readFile(path)));
  const kinds = [
    { kind: 'objects', files: filesOf('coil20', 8).map((path) => () => readFile(path)) },
    ...THINGS.map((kind) => ({
      kind,
      files: Array.from({ length: OF_EACH }, (_, i) => () => drawThing(kind, i)),
    })),
  ].filter(({ files }) => files.length > 0);
  const against: { kind: string; verdicts: readonly Verdict[] }[] = [];
  for (const { kind, files } of kinds) against.push({ kind, verdicts: await judgeAll(files) });
  return {
    faces: { count: faces.length, ...words(faces) },
    areaUnderCurve: area(
      faces,
      against.flatMap(({ verdicts }) => verdicts),
    ),
    against: Object.fromEntries(
      against.map(({ kind, verdicts }) => [
        kind,
        { count: verdicts.length, areaUnderCurve: area(faces, verdicts), ...words(verdicts) },
      ]),
    ),
  };
}

async function judgeAll(files: readonly (() => Promise<Uint8Array>)[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const file of files) {
    const { pixels, found } = await decodePhotograph(await file(), 'A picture', size, FACE);
    const verdict = await judgeImage(model, pixels, found);
    if (verdict === undefined) throw new Error('The model has learnt no judgement.');
    verdicts.push(verdict);
  }
  return verdicts;
}

/** How often one of the first is likelier to be a face than one of the second. */
function area(faces: readonly Verdict[], things: readonly Verdict[]): number {
  return mean(
    faces.flatMap((face) => things.map((thing) => (Math.sign(face.probability - thing.probability) + 1) / 2)),
  );
}

function words(verdicts: readonly Verdict[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    (['well', 'roughly', 'not'] as const).map((kind) => [
      kind,
      share(verdicts.map(({ reads }) => reads === kind)),
    ]),
  );
}

const all = { yale, umist, att: refining, identity, verdict: verdicts };
const result: Record<string, object | undefined> = {};
for (const [name, measure] of Object.entries(all))
  if (parts === undefined || parts.split(',').includes(name)) result[name] = await measure();
await refiner.dispose();
await model.dispose();
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
