/** A figure of the paper, its page, its authors' other writings, or what others published on the same question. */
export interface PublishedFigure {
  readonly what: string;
  /** Undefined where there are pictures only. */
  readonly value: number | undefined;
  readonly source: string;
  /** Why it is not the same experiment as ours, where it is not. */
  readonly differs?: string;
}

const SCATTER = 'Kulkarni et al. 2015, figure 7: computed from the points of its vector files';
const PICTURES = 'Kulkarni et al. 2015: pictures only';
const OTHER_FACES = "faces of the Basel Face Model, which is not free; ours are drawn from MakeHuman's heads";
const PROTOCOL = "features that the authors' code has committed, rescored by the protocol of their scripts";

/** Every number that the paper and what belongs to it offers, and what it shows without one. */
export const PAPER: Readonly<Record<string, PublishedFigure>> = {
  'azimuth.pearson': figure('encoder against truth, azimuth ±1.5 rad: |r|', 0.61, SCATTER, OTHER_FACES),
  'azimuth.eta2': figure(
    'encoder against truth, azimuth: eta²',
    0.955,
    SCATTER,
    'not monotonic: a mirror switch at 0',
  ),
  'azimuth.half.pearson': figure('azimuth, the worse half of its range: |r|', 0.31, SCATTER, OTHER_FACES),
  'azimuth.half.eta2': figure('azimuth, the worse half of its range: eta²', 0.69, SCATTER, OTHER_FACES),
  'elevation.pearson': figure('encoder against truth, elevation ±0.4 rad: |r|', 0.907, SCATTER, OTHER_FACES),
  'elevation.eta2': figure('encoder against truth, elevation: eta²', 0.831, SCATTER, OTHER_FACES),
  'light.pearson': figure('encoder against truth, light ±80°: |r|', 0.942, SCATTER, OTHER_FACES),
  'light.eta2': figure('encoder against truth, light: eta²', 0.896, SCATTER, OTHER_FACES),
  elboPerPixel: figure(
    'evidence lower bound on test images, nats a pixel',
    -8028 / 150 ** 2,
    "the authors' saved logs after 24 epochs: -8028 nats an image of 150 x 150",
    OTHER_FACES,
  ),
  reconstruction: figure(
    'reconstruction, mean squared error',
    2.77e-4,
    'W. Whitney, thesis 2016: chairs, 1357 models x 60 views',
    'chairs there, faces here',
  ),
  'verification.accuracy': figure(
    'verification of 96 pairs, share decided rightly',
    0.635,
    PROTOCOL,
    OTHER_FACES,
  ),
  'verification.auc': figure('verification of 96 pairs, area under the curve', 0.643, PROTOCOL, OTHER_FACES),
  'verification.learnt': figure(
    'verification of 96 pairs by a small network on the code, share decided rightly',
    0.635,
    PROTOCOL,
    `${OTHER_FACES}; the authors compare codes as they are`,
  ),
  betaVae: figure(
    'BetaVAE score',
    0.993,
    'Higgins et al. 2017, figure 6: DC-IGN on 2D shapes',
    '2D shapes there, faces here',
  ),
  'rerender.mse': figure(
    'unseen people from novel views within 60°, mean squared error',
    undefined,
    PICTURES,
  ),
  'rerender.ssim': figure('unseen people from novel views within 60°, SSIM', undefined, PICTURES),
  'shape.swap': figure("another head's shape, mean squared error", undefined, 'project page: pictures only'),
  'texture.swap': figure(
    "another head's texture, mean squared error",
    undefined,
    'project page: pictures only',
  ),
  'entangled.azimuth': figure(
    'azimuth from the entangled twin by its one most varying unit: eta²',
    undefined,
    `${PICTURES} (figure 6)`,
  ),
  'entangled.best': figure(
    'azimuth from the entangled twin by the best of all its units: eta²',
    undefined,
    'never published',
  ),
  'entangled.ridge': figure(
    'azimuth from the whole entangled code by linear regression: eta²',
    undefined,
    "asked for in the paper's reviews; never published",
  ),
  mig: figure(
    'mutual information gap',
    0.45,
    'beta-TCVAE on dSprites, by disentanglement_lib: MIG .45, DCI .29; beta-VAE .21 and .41; VAE .10 and .30',
    'dSprites and its 3, 6, 40, 32 and 32 levels there, faces here',
  ),
  recognition: figure(
    'first of a gallery of unseen people',
    undefined,
    'Kulkarni et al. 2015: named, not measured',
  ),
  'recognition.learnt': figure(
    'first of a gallery of unseen people, by a small network on the code',
    undefined,
    'Kulkarni et al. 2015: named, not measured',
  ),
  inference: figure(
    'error of inferred scenes (deviations of the prior), the code as summary statistic',
    undefined,
    'project page: named, not measured',
  ),
};

/** What the paper shows and none of the parts does, and why. */
export const ELSEWHERE: readonly (readonly [what: string, why: string])[] = [
  ['chairs', 'This reproduction is of faces; the chairs of the paper are models that dcign does not have.'],
  [
    "the paper's own faces",
    'They are of a licensed morphable model; the heads here are drawn from CC0 assets.',
  ],
];

function figure(what: string, value: number | undefined, source: string, differs?: string): PublishedFigure {
  return { what, value, source, ...(differs === undefined ? {} : { differs }) };
}
