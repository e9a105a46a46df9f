import { openEngine } from '../../src/engine/openEngine.js';
import { createHeadFitter, type FittedHead, type HeadPhotograph } from '../../src/fitting/fitHead.js';
import { type Model, prepareModel } from '../../src/model/model.js';
import { readModel } from '../../src/model/modelFile.js';
import { PHOTOGRAPH_MODEL } from '../../src/model/shipped.js';
import { prepareRefiner, type Refiner } from '../../src/refinement/refiner.js';
import type { FaceModel } from '../../src/scene/faceModel.js';
import { loadFaces } from '../../src/scene/loadFaces.js';

/** What heads are fitted with, and what they are held against. */
export interface Fitter {
  readonly faces: FaceModel;
  readonly model: Model;
  readonly refiner: Refiner;
  fitHead(photograph: HeadPhotograph): FittedHead;
}

export async function openFitter(): Promise<Fitter> {
  const { engine } = await openEngine('onnx');
  const file = await readModel(PHOTOGRAPH_MODEL);
  const model = await prepareModel(file, engine);
  const refiner = await prepareRefiner(file, engine);
  const faces = await loadFaces();
  return { faces, model, refiner, fitHead: createHeadFitter(faces) };
}
