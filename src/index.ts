export { type GroupCalibration, isCircular } from './code/calibrated.js';
export type { Calibration, Knot } from './code/calibration.js';
export { toTruth, toValue } from './code/calibration.js';
export {
  type CircularCalibration,
  type CodeCircle,
  type Corner,
  toAngle,
  toDirection,
} from './code/circle.js';
export type { CodeDescription } from './code/description.js';
export type { Group } from './code/groups.js';
export type { Inactive } from './code/inactive.js';
export type { CodeMoments } from './code/moments.js';
export type { Objective } from './code/objectives/objectives.js';
export type { PrincipalDirections } from './code/principal.js';
export type { Batch, BatchPart, BatchSource, DatasetInfo, Split } from './dataset/batch.js';
export { openDataset } from './dataset/openDataset.js';
export type { Portion } from './dataset/portion.js';
export { type RenderProgress, type RenderRequest, renderDataset } from './dataset/renderDataset.js';
export { type RenderedPortion, renderPortion } from './dataset/renderPortion.js';
export { type StreamOptions, streamScene } from './dataset/streamSource.js';
export type { Engine, PrepareOptions, Runner } from './engine/engine.js';
export { type EngineOptions, type OpenedEngine, openEngine } from './engine/openEngine.js';
export type { Provider } from './engine/provider.js';
export { UserError } from './errors.js';
export type { BlindTrialScore, BlindTrialShares } from './evaluation/blindTrial.js';
export type { Definition } from './evaluation/definitions.js';
export type { DisentanglementScores } from './evaluation/disentanglement.js';
export type { EncoderScore } from './evaluation/encoder.js';
export type { ErrorMap } from './evaluation/errorMaps.js';
export { type Evaluation, type EvaluationRequest, evaluate } from './evaluation/evaluate.js';
export type { Evidence } from './evaluation/evidence.js';
export type { ImageScore, PeopleScore } from './evaluation/imageScore.js';
export type { CosinePoint, InvarianceMatrix } from './evaluation/invariance.js';
export type { Likeness } from './evaluation/likeness.js';
export type { Dci } from './evaluation/metrics/dci.js';
export type { PhotographScores } from './evaluation/photographs.js';
export type { OnProgress } from './evaluation/progress.js';
export type { Reading, ReadingScore } from './evaluation/readings.js';
export type { Report } from './evaluation/report.js';
export type { Rerenderings, RerenderMaterial, RerenderScore } from './evaluation/rerendering.js';
export type { SwapMaterial, SwapScore } from './evaluation/swaps.js';
export type { Turn } from './evaluation/turns.js';
export type { Precision } from './export/network.js';
export { type ExportedFile, exportOnnx } from './export/onnx.js';
export type { ColourField } from './fitting/colourField.js';
export { doubtsOf } from './fitting/doubts.js';
export { createHeadFitter, type FittedHead, type HeadPhotograph } from './fitting/fitHead.js';
export {
  type ColourPhotograph,
  type HeadLook,
  readColourPhotograph,
  readHead,
} from './fitting/headPhotograph.js';
export { type PhotographedHead, writeHeadSheet } from './fitting/headSheet.js';
export { photographedSkin } from './fitting/photographedSkin.js';
export {
  createHeadRenderer,
  type HeadPose,
  type HeadRenderer,
  inToneOf,
  photographedPose,
  scenePose,
} from './fitting/renderHead.js';
export {
  CIRCUMSTANCES,
  type Circumstance,
  type Circumstances,
  type Reading as HeadReading,
} from './fitting/unknowns.js';
export type { Face } from './framing/findFaces.js';
export type { Frame, Point } from './framing/frame.js';
export type { Framed, Framing } from './framing/framing.js';
export { toGlb } from './head/glb.js';
export { toMtl, toObj } from './head/obj.js';
export { changePerson, drawPerson, meanPerson, type Person } from './head/person.js';
export type { Texture } from './head/texture.js';
export { type HeadOptions, type Morph, type TexturedHead, texturedHead } from './head/texturedHead.js';
export { headFiles, writeHead } from './head/write.js';
export type { Draw } from './inference/chains.js';
export { type Inference, type InferenceRequest, infer } from './inference/infer.js';
export type { Marginal } from './inference/posterior.js';
export type { Problem } from './inference/problem.js';
export type { Samples } from './inference/sampler.js';
export type { ModelDescription } from './model/description.js';
export { type Model, openModel, prepareModel } from './model/model.js';
export { type ModelFile, readModel, writeModel } from './model/modelFile.js';
export { modelOrShipped, PHOTOGRAPH_MODEL, SHIPPED_MODEL, shipModel } from './model/shipped.js';
export { type Architecture, buildDecoder, buildEncoder, paperArchitecture } from './network/architecture.js';
export type { Initialisation } from './network/initialise.js';
export type { Layer, Network, Shape } from './network/network.js';
export type { ParameterSpec, Parameters } from './network/parameters.js';
export type { Residual } from './network/residual.js';
export type { FilePrecision } from './network/safetensors.js';
export { Random } from './numeric/random.js';
export { readImage } from './picture/readImage.js';
export { joinRanks } from './ranks/joinRanks.js';
export type { Ranks } from './ranks/ranks.js';
export { isKnownToAll } from './ranks/together.js';
export { embedPhotographs, openGalleries } from './recognition/enrol.js';
export { type Gallery, identify, type Match, mergeGalleries } from './recognition/gallery.js';
export { readGallery, writeGallery } from './recognition/galleryFile.js';
export { openRecogniser } from './recognition/openRecogniser.js';
export type { Projection } from './recognition/projection.js';
export type { Recogniser } from './recognition/recogniser.js';
export { type Refinement, STEPS as REFINEMENT_STEPS } from './refinement/refine.js';
export { prepareRefiner, type Refiner } from './refinement/refiner.js';
export type { Cost } from './reproduce/cost.js';
export type { Block, Claim } from './reproduce/part.js';
export { type Reproduction, type ReproductionRequest, reproduce } from './reproduce/reproduce.js';
export type { PartResult } from './reproduce/result.js';
export { FULL, QUICK, type Scale } from './reproduce/scale.js';
export { animate } from './rerender/animation.js';
export { type Control, controlsOf, findControl } from './rerender/controls.js';
export { planRerender, type RerenderPlan, type RerenderRequest, type SweepPlan } from './rerender/plan.js';
export { type Photograph, readPhotograph } from './rerender/readPhotograph.js';
export { type Rerendering, rerender, type Sweep } from './rerender/rerender.js';
export type { Setting } from './rerender/settings.js';
export { contactSheet } from './rerender/sheet.js';
export { type Step, sweep, sweepTowards } from './rerender/sweep.js';
export { writeRerenderings } from './rerender/write.js';
export { type PriorRequest, priorCodes } from './sampling/priorCodes.js';
export { type Sample, samplePrior } from './sampling/samplePrior.js';
export { writeSamples } from './sampling/write.js';
export type { Camera } from './scene/camera.js';
export type { FaceModel } from './scene/faceModel.js';
export type { Light } from './scene/light.js';
export { loadFaces } from './scene/loadFaces.js';
export type { Mesh } from './scene/mesh.js';
export type { LinearModel } from './scene/morph.js';
export { openScene, sceneNames } from './scene/openScene.js';
export {
  type Factor,
  type Parameter,
  type Part,
  type Prior,
  parametersOf,
  type Scene,
} from './scene/scene.js';
export type { Rotation, Vector } from './scene/vector.js';
export type { Estimate } from './statistics/estimate.js';
export type { Logistic } from './statistics/logistic.js';
export type { TrainingProgress, TrainingResult } from './training/loop.js';
export { type GivenOptions, resolveOptions } from './training/options.js';
export type { TrainingOptions } from './training/presets.js';
export { resumeTraining, type TrainingRequest, train } from './training/train.js';
export type { Evidence as VerdictEvidence } from './verdict/evidence.js';
export type { Verdict } from './verdict/verdict.js';
export { version } from './version.js';
