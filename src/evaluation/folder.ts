/** The folder in a run where `dcign evaluate` writes unless told otherwise. */
export const EVALUATION_FOLDER = 'evaluation';
