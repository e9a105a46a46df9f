/** What a figure is and where it comes from. */
export interface Definition {
  readonly meaning: string;
  readonly source: string;
}

/** Every figure of the report, by the last part of its key. */
export const DEFINITIONS: Readonly<Record<string, Definition>> = {
  pearson: {
    meaning:
      'Pearson correlation of the code unit (its posterior mean) with the true factor, over test images; its sign is arbitrary.',
    source: 'Kulkarni et al. 2015, figure 7 (scatter plots; there without a number).',
  },
  spearman: {
    meaning:
      'Spearman rank correlation of the code unit with the true factor: 1 or -1 for every monotonic curve.',
    source: 'Spearman 1904.',
  },
  eta2: {
    meaning: "Correlation ratio: share of the unit's variance between 30 equal levels of the true factor.",
    source: "Pearson 1905; on the paper's figures .955, .831, .896 for azimuth, elevation and light.",
  },
  circularCorrelation: {
    meaning:
      'Circular correlation of what its units say with the true angle, for factors that go full circle: 1 where one follows the other round.',
    source: 'Fisher and Lee 1983.',
  },
  frontBack: {
    meaning: 'Share of images whose angle is read more than 90 degrees off: front taken for back.',
    source: 'For factors that go full circle.',
  },
  maeDegrees: {
    meaning:
      'Mean absolute error in degrees (of a full circle the smaller way round), after the isotonic calibration that the model carries from its validation images; where those are all that the data has, it is calibrated anew on one half and measured on the other.',
    source: 'Barlow et al. 1972 for the calibration.',
  },
  mae: {
    meaning: "Mean absolute error in the factor's own unit, after calibration on validation images.",
    source: 'As maeDegrees.',
  },
  mse: {
    meaning: 'Mean squared error of pixels in [0, 1].',
    source: 'For scale: chairs, 2.77e-4 (thesis of W. Whitney 2016).',
  },
  psnr: { meaning: "Peak signal-to-noise ratio in dB, mean of the images' own.", source: '-10 log10(mse).' },
  ssim: {
    meaning: 'Structural similarity, 11 x 11 Gaussian window of sigma 1.5.',
    source: 'Wang, Bovik, Sheikh, Simoncelli 2004.',
  },
  elbo: {
    meaning: 'Evidence lower bound, nats an image: log P(x|z) of one sample minus KL(Q || P).',
    source: 'Kingma and Welling 2014; the paper reached -8028 at 150 x 150 (saved logs).',
  },
  bitsPerPixel: {
    meaning: 'Minus the evidence lower bound, in bits, divided by the number of pixels.',
    source: 'elbo / (-ln 2 x pixels).',
  },
  klPerGroup: {
    meaning: "KL divergence of the posterior from N(0, 1), summed over the group's units, nats an image.",
    source: 'Kingma and Welling 2014, appendix B.',
  },
  activeUnits: {
    meaning: 'Units whose posterior mean has a variance above 0.01 over the test images.',
    source: 'Burda, Grosse, Salakhutdinov 2016, section 5.2.',
  },
  importanceWeighted: {
    meaning: 'Importance-weighted evidence bound with the given number of samples, nats an image.',
    source: 'Burda, Grosse, Salakhutdinov 2016, equation 8.',
  },
  photographs: {
    meaning:
      'The test images again as photographs might show them: with hair, hats, glasses and beards, things behind and before the head, other lamps, and a camera out of true; what the same units say of them.',
    source: 'None in the paper.',
  },
  rerender: {
    meaning:
      'From one image of an unseen person or object, the units of pose and light are set to a target and the decoded image is compared with the true render; mean over all of them of their means over random targets within 60 degrees of pose and any light, with the 95 % normal interval of these means.',
    source: 'Kulkarni et al. 2015, section 4.1, as numbers.',
  },
  unchanged: {
    meaning: 'What the source image itself would score as a guess of the target.',
    source: 'Floor.',
  },
  blindTrial: {
    meaning:
      'Fifty unseen people or objects, each seen once within 60 degrees of a common target pose and under any light, are re-rendered to that target; share of their true pictures there whose nearest re-rendering is the right one, with the 95 % interval over them. Chance: 2 %.',
    source: "Kulkarni et al. 2015, section 4.1: that the re-rendered face is that person's.",
  },
  byError: { meaning: 'Nearest by mean squared error of pixels.', source: 'As mse.' },
  byRecogniser: {
    meaning:
      "Nearest by the cosine of what the recogniser beside the model, learnt on its code of other people's true pictures, makes of both.",
    source: 'As dcign recognise --projection learnt.',
  },
  swaps: {
    meaning: "One group of A's code is replaced by B's; the decoded image is compared with the true render.",
    source: 'Kulkarni et al. 2015, section 4.1.',
  },
  invariance: {
    meaning:
      'Movement of a group while only certain factors vary, relative to its movement over all test images. A perfect code has 1 where they belong together and 0 elsewhere.',
    source: 'Kulkarni et al. 2015, section 4 (equivariance and invariance).',
  },
  cosine: {
    meaning:
      'Cosine similarity of the group at each value with its code at the middle of the range, both relative to the mean code.',
    source: "Kulkarni et al. 2015, section 4, the paper's cosine curves.",
  },
  betaVae: {
    meaning: 'Accuracy of telling which factor two images share from the difference of their codes.',
    source: 'Higgins et al. 2017, appendix A.4.',
  },
  factorVae: {
    meaning: 'Accuracy of telling which factor is fixed from the unit that varies least.',
    source: 'Kim and Mnih 2018, section 4.',
  },
  mig: {
    meaning: 'Gap in mutual information between the two best units of a factor, by its entropy.',
    source: 'Chen et al. 2018, equation 6; 20 bins.',
  },
  sap: {
    meaning: 'Gap in the accuracy of a linear SVM between the two best units of a factor.',
    source: 'Kumar et al. 2018, section 3.',
  },
  dci: {
    meaning:
      'Disentanglement: each unit matters to one factor; completeness: each factor is read from one unit; informativeness: test accuracy. By gradient boosted trees.',
    source: 'Eastwood and Williams 2018, section 2.',
  },
  modularity: {
    meaning: 'Each unit carries information about one factor only.',
    source: 'Ridgeway and Mozer 2018, section 3.',
  },
  explicitness: {
    meaning: 'Area under the ROC curve of a linear classifier of the whole code.',
    source: 'Ridgeway and Mozer 2018, section 3.',
  },
  irs: {
    meaning: 'How little a unit moves while its own factor is held and all others change.',
    source: 'Suter et al. 2019, section 4.',
  },
  ownRidge: {
    meaning:
      'The whole code of this model, read by ridge regression that was fitted on half of the test images.',
    source: "Asked for in the paper's reviews.",
  },
  highestVariance: {
    meaning: 'The one unit of the entangled code that varies most while only that factor varies.',
    source: 'Kulkarni et al. 2015, section 4.1.',
  },
  bestUnit: {
    meaning:
      'The one unit of the entangled code that tells most of the factor, chosen by eta^2 on half of the test images and measured on the other.',
    source: 'The best that can be said of any single unit.',
  },
  ridge: {
    meaning: 'The whole entangled code, read by ridge regression that was fitted on half of the test images.',
    source: "Asked for in the paper's reviews.",
  },
};
