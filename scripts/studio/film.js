import { writeFile } from 'node:fs/promises';
import { openScene } from '../../dist/scene/openScene.js';
import { parametersOf } from '../../dist/scene/scene.js';

const [WIDTH, HEIGHT, SIDE] = [320, 240, 220];

/** Someone before a camera, as a film that Chromium takes for one (YUV4MPEG2). See film.d.ts. */
export async function writeFilm(path, azimuths, rate) {
  const scene = await openScene('faces');
  const names = parametersOf(scene).map(({ name }) => name);
  const frames = new Map();
  for (const azimuth of azimuths)
    if (!frames.has(azimuth)) frames.set(azimuth, frameOf(scene, names, azimuth));
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${rate}:1 Ip A1:1 C420jpeg\n`);
  await writeFile(path, Buffer.concat([header, ...azimuths.map((azimuth) => frames.get(azimuth))]));
}

function frameOf(scene, names, azimuth) {
  const values = new Float32Array(names.length);
  values[names.indexOf('azimuth')] = azimuth;
  const face = scene.render(values, SIDE);
  const luma = Buffer.alloc(WIDTH * HEIGHT, 40);
  const [left, top] = [(WIDTH - SIDE) / 2, (HEIGHT - SIDE) / 2];
  for (let y = 0; y < SIDE; y++) luma.set(face.subarray(y * SIDE, (y + 1) * SIDE), (top + y) * WIDTH + left);
  // Black is 16, and white 235.
  const grey = luma.map((value) => Math.round(16 + (219 / 255) * value));
  return Buffer.concat([Buffer.from('FRAME\n'), grey, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
}

/** Flags by which Chromium takes a film for its camera, and asks nobody. */
export function cameraFlags(path) {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${path}`,
  ];
}
