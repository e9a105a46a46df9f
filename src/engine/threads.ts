/**
 * More than any machine has, and what engines still bear: with 100,000 ONNX Runtime computes for minutes before it
 * begins, and OpenMP, on which oneDNN runs, ends the process.
 */
export const MOST_THREADS = 1024;
