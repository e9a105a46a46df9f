import { toPixels } from '../../src/dataset/pixels.js';
import { openEngine } from '../../src/engine/openEngine.js';
import { createHeadFitter, type FittedHead } from '../../src/fitting/fitHead.js';
import { findFaces } from '../../src/framing/findFaces.js';
import type { Point } from '../../src/framing/frame.js';
import { openDetector } from '../../src/framing/openDetector.js';
import { type Model, prepareModel } from '../../src/model/model.js';
import { readModel } from '../../src/model/modelFile.js';
import { PHOTOGRAPH_MODEL } from '../../src/model/shipped.js';
import { type Control, controlsOf } from '../../src/rerender/controls.js';
import type { FaceModel } from '../../src/scene/faceModel.js';
import { loadFaces } from '../../src/scene/loadFaces.js';

export interface Fitted {
  readonly code: Float32Array;
  readonly reading: { readonly azimuth: number; readonly elevation: number; readonly light: number };
  readonly landmarks: readonly Point[] | undefined;
  readonly head: FittedHead;
  readonly seconds: number;
}

export interface Fitter {
  readonly faces: FaceModel;
  readonly model: Model;
  readonly controls: readonly Control[];
  /** @param pixels [size, size] of the model, framed */
  fit(pixels: Uint8Array): Promise<Fitted>;
}

export async function openFitter(): Promise<Fitter> {
  const { engine } = await openEngine('onnx');
  const model = await prepareModel(await readModel(PHOTOGRAPH_MODEL), engine);
  const controls = controlsOf(model.description);
  const faces = await loadFaces();
  const fitHead = createHeadFitter(faces);
  const detector = await openDetector();
  const { size } = model.description.architecture;
  return {
    ...{ faces, model, controls },
    async fit(pixels) {
      const started = performance.now();
      const { mu } = await model.encode(toPixels(pixels));
      const reads = (name: string): number => controls.find((one) => one.name === name)!.read(mu);
      const reading = { azimuth: reads('azimuth'), elevation: reads('elevation'), light: reads('light') };
      const found = await findFaces(detector, { width: size, height: size, channels: 1, pixels });
      const face = found.find(
        ({ frame }) => Math.hypot(frame.x / size - 0.5, frame.y / size - 0.5) < 0.2 && frame.side > 0.6 * size,
      );
      const landmarks = face?.landmarks.map(({ x, y }) => ({ x: x / size, y: y / size }));
      const head = fitHead({ pixels, landmarks, reading });
      return { code: mu, reading, landmarks, head, seconds: (performance.now() - started) / 1000 };
    },
  };
}
