/**
 * Measures how well a model reads real photographs, of data sets that cannot come with the project:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir photographs.tmp
 *   ln -s ../assets ../models photographs.tmp
 *   node photographs.tmp/scripts/measure-photographs.js FOLDER [MODEL]
 *
 * FOLDER holds `yale/pNN/A+aaaE+ee.png` (Extended Yale B, the lamp in the name), `umist/pN/MM.png` (people turning),
 * `att_faces/sNN/MM.png` and `coil20/objNN/*.png`, each as far as it is there. Prints JSON.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
import { type Look, look } from '../src/rerender/look.js';
import { readPhotograph } from '../src/rerender/readPhotograph.js';
import { spearman } from '../src/statistics/correlation.js';

const [folder, given] = process.argv.slice(2);
if (!folder) throw new Error('Give the folder of the data sets.');
const { engine } = await openEngine('onnx');
const file = await readModel(modelOrShipped(given, PHOTOGRAPH_MODEL));
const model = await prepareModel(file, engine);
const refiner = await prepareRefiner(file, engine);
const controls = controlsOf(model.description);
const { size } = model.description.architecture;
/** The range that the scene's lamp has. */
const LAMPS = 80;

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

/** Faces of every set against objects: how often a face is the likelier one. */
async function verdicts(): Promise<object | undefined> {
  const faces = await see([...filesOf('att_faces', 5), ...filesOf('yale', 2), ...filesOf('umist', 2)]);
  const things = await see(filesOf('coil20', 8));
  const odds = (all: readonly Seen[]): number[] =>
    all.map(({ verdict }) => verdict?.probability ?? Number.NaN);
  const [of, against] = [odds(faces), odds(things)];
  const wins = of.flatMap((face) => against.map((thing) => (face > thing ? 1 : face === thing ? 0.5 : 0)));
  const words = (all: readonly Seen[]): object =>
    Object.fromEntries(
      (['well', 'roughly', 'not'] as const).map((kind) => [
        kind,
        share(all.map(({ verdict }) => verdict?.reads === kind)),
      ]),
    );
  return wins.length === 0
    ? undefined
    : {
        faces: of.length,
        things: against.length,
        areaUnderCurve: mean(wins),
        of: words(faces),
        against: words(things),
      };
}

const result = {
  yale: await yale(),
  umist: await umist(),
  att: await refining(),
  identity: await identity(),
  verdict: await verdicts(),
};
await refiner.dispose();
await model.dispose();
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
