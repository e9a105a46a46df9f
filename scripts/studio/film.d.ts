/**
 * Writes a film of the mean person before a camera, which Chromium plays again and again.
 *
 * @param path ends in .y4m
 * @param azimuths degrees, one a frame
 * @param rate frames a second
 */
export function writeFilm(path: string, azimuths: readonly number[], rate: number): Promise<void>;

/** Flags by which Chromium takes a film for its camera, and asks nobody. */
export function cameraFlags(path: string): readonly string[];
