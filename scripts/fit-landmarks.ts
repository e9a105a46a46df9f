/**
 * Finds the vertices of src/fitting/landmarks.ts: heads are drawn, the detector looks at them, and for each
 * landmark the vertex is taken that lies nearest to where it is seen, over all heads. Prints them, and how
 * far off they are.
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir fit.tmp && ln -s ../assets fit.tmp/assets
 *   node fit.tmp/scripts/fit-landmarks.js [HEADS]
 */
import { findFaces } from '../src/framing/findFaces.js';
import { openDetector } from '../src/framing/openDetector.js';
import { Random } from '../src/numeric/random.js';
import { project } from '../src/scene/camera.js';
import { createFaceScene, PLAIN_CAMERA } from '../src/scene/faceScene.js';
import { createHead } from '../src/scene/head.js';
import { loadFaces } from '../src/scene/loadFaces.js';
import { mirrorOf } from '../src/scene/mirror.js';
import { facing } from '../src/scene/vector.js';

const HEADS = Number(process.argv[2] ?? 400);
const SIZE = 200;
/** Beyond, the landmarks of the far side are the detector's guess. */
const TURN = 40;
/** Partner of each landmark in a mirror. */
const MIRRORED = [1, 0, 2, 3, 5, 4] as const;

const model = await loadFaces();
const scene = createFaceScene(model, { background: 110 });
const head = createHead(model);
const detector = await openDetector();
const mirror = mirrorOf(model);
const { vertexCount } = model.mesh;
const shapes = model.shape.components.length;
const textures = model.texture[0].components.length;
const squares = MIRRORED.map(() => new Float64Array(vertexCount));
let seen = 0;
for (let i = 0; i < HEADS; i++) {
  const random = new Random('fit-landmarks', i);
  const values = Float32Array.from({ length: 3 + shapes + textures }, () => random.normal());
  values.set([random.uniform(-TURN, TURN), random.uniform(-20, 20), random.uniform(-50, 50)]);
  const picture = { width: SIZE, height: SIZE, channels: 3, pixels: scene.render(values, SIZE, 3) } as const;
  const [face] = await findFaces(detector, picture);
  if (face === undefined) continue;
  seen++;
  head.shape(values.subarray(3, 3 + shapes));
  const projected = new Float32Array(3 * vertexCount);
  project(head.positions, facing(values[0]!, values[1]!), PLAIN_CAMERA, SIZE, projected);
  for (const [k, { x, y }] of face.landmarks.entries())
    for (let v = 0; v < vertexCount; v++)
      squares[k]![v]! += ((projected[3 * v]! - x) ** 2 + (projected[3 * v + 1]! - y) ** 2) / SIZE ** 2;
}
// The picture's left is the head's right; a landmark and its partner get mirrored vertices.
const both = squares.map((own, k) => own.map((sum, v) => sum + squares[MIRRORED[k]!]![mirror[v]!]!));
for (const [k, sums] of both.entries()) {
  const best = sums.indexOf(Math.min(...sums));
  process.stdout.write(
    `landmark ${k}: vertex ${best}, off by ${Math.sqrt(sums[best]! / (4 * seen)).toFixed(4)} an axis, in sides of the frame\n`,
  );
}
process.stdout.write(`${seen} of ${HEADS} heads\n`);
