import { describe, expect, it } from 'vitest';
import { LANDMARKS_ON_HEAD } from '../../src/fitting/landmarks.js';
import { findFaces } from '../../src/framing/findFaces.js';
import { openDetector } from '../../src/framing/openDetector.js';
import { project } from '../../src/scene/camera.js';
import { createFaceScene, PLAIN_CAMERA } from '../../src/scene/faceScene.js';
import { createHead } from '../../src/scene/head.js';
import { loadFaces } from '../../src/scene/loadFaces.js';
import { mirrorOf } from '../../src/scene/mirror.js';
import { facing } from '../../src/scene/vector.js';

const model = await loadFaces();

describe('landmarks on the head', () => {
  it.each([
    [0, 0],
    [25, -8],
    [-25, 8],
  ])(
    'lie where the detector sees them on the mean head at azimuth %i, elevation %i',
    async (azimuth, elevation) => {
      const size = 200;
      const values = new Float32Array(3 + 40 + 24);
      values.set([azimuth, elevation, 10]);
      const pixels = createFaceScene(model, { background: 110 }).render(values, size, 3);
      const [face] = await findFaces(await openDetector(), {
        width: size,
        height: size,
        channels: 3,
        pixels,
      });
      const head = createHead(model);
      head.shape(new Float32Array(40));
      const projected = new Float32Array(head.positions.length);
      project(head.positions, facing(azimuth, elevation), PLAIN_CAMERA, size, projected);
      for (const [k, { vertex, deviation }] of LANDMARKS_ON_HEAD.entries()) {
        const { x, y } = face!.landmarks[k]!;
        const aside = Math.hypot(projected[3 * vertex]! - x, projected[3 * vertex + 1]! - y);
        expect(aside).toBeLessThan(2 * deviation * size);
      }
    },
  );

  it('are mirror images of each other', () => {
    const mirror = mirrorOf(model);
    const [left, right, nose, mouth, leftEar, rightEar] = LANDMARKS_ON_HEAD.map(({ vertex }) => vertex);
    expect([left, nose, mouth, leftEar].map((v) => mirror[v!])).toEqual([right, nose, mouth, rightEar]);
  });

  it('every vertex has a partner at its mirrored place', () => {
    const { mean } = model.shape;
    const mirror = mirrorOf(model);
    for (const [v, w] of mirror.entries()) {
      expect(mirror[w]).toBe(v);
      expect(mean[3 * w]! + mean[3 * v]!).toBeCloseTo(0, 3);
      expect(mean[3 * w + 1]! - mean[3 * v + 1]!).toBeCloseTo(0, 3);
    }
  });
});
