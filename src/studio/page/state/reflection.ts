import { toPixels } from '../../../dataset/pixels.js';
import { cutFrame } from '../../../framing/cut.js';
import type { Frame } from '../../../framing/frame.js';
import { frameByFaces } from '../../../framing/framing.js';
import type { Raster } from '../../../framing/raster.js';
import { findFaces } from '../framing/client.js';
import { complain } from './notice.js';
import type { Settings } from './settings.js';
import { studio } from './studio.js';

/** What is read of one frame of the camera. */
export interface Seen {
  /** Pose and light, by control, in degrees, as in a mirror. */
  readonly angles: Settings;
  /** Frames that are read a second. */
  readonly rate: number;
}

/** Pixels across of a frame: the network takes far fewer, and the detector too. */
const WIDTH = 480;
/** Share of what is new: the rest smooths the tremble of a hand and of a reading. */
const NEW = 0.5;

/**
 * Reads a camera frame by frame until it is told to stop. Faces are looked for in the background, as often as that
 * takes, so that it does not keep the reading waiting. Pixels never leave the page.
 *
 * @param context of a canvas that shows what the camera sees, as in a mirror
 * @param onSeen is told of each frame; undefined where no face is in sight
 */
export async function reflect(
  video: HTMLVideoElement,
  context: CanvasRenderingContext2D,
  stop: AbortSignal,
  onSeen: (seen: Seen | undefined) => void,
): Promise<void> {
  const { client, controls, size } = studio();
  const angular = controls.filter(({ unit }) => unit === 'degree');
  let frame: Frame | undefined;
  let finding = false;
  let angles: Settings = {};
  let [rate, before] = [0, performance.now()];
  const find = async (picture: Raster): Promise<void> => {
    finding = true;
    try {
      const faces = await findFaces(picture);
      const found = frameByFaces('the camera', picture, faces, 1).frame;
      frame = faces.length === 0 || found === undefined ? undefined : frame ? between(frame, found) : found;
    } catch (error) {
      // Said once, since it would be said again at every frame.
      if (!stop.aborted) complain(error);
      return;
    }
    finding = false;
  };
  while (!stop.aborted) {
    const picture = mirrored(video, context);
    if (!finding) void find(picture);
    if (frame === undefined) onSeen(undefined);
    else {
      const { mu } = await client.encode(toPixels(cutFrame(picture, frame, size)));
      if (stop.aborted) return;
      const known = angles;
      angles = Object.fromEntries(
        angular.map((control) => {
          const read = control.read(mu);
          return [control.name, (known[control.name] ?? read) * (1 - NEW) + NEW * read];
        }),
      );
      const now = performance.now();
      rate = rate === 0 ? 1000 / (now - before) : 0.9 * rate + 100 / (now - before);
      before = now;
      onSeen({ angles, rate });
    }
    await nextFrame(video);
  }
}

function between(old: Frame, now: Frame): Frame {
  const mean = (a: number, b: number): number => a + NEW * (b - a);
  return {
    ...{ x: mean(old.x, now.x), y: mean(old.y, now.y) },
    ...{ side: mean(old.side, now.side), roll: mean(old.roll, now.roll) },
  };
}

function mirrored(video: HTMLVideoElement, context: CanvasRenderingContext2D): Raster {
  const { canvas } = context;
  const width = Math.min(WIDTH, video.videoWidth);
  const height = Math.round((width * video.videoHeight) / video.videoWidth);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.setTransform(-1, 0, 0, 1, width, 0);
  context.drawImage(video, 0, 0, width, height);
  return { width, height, channels: 4, pixels: context.getImageData(0, 0, width, height).data };
}

function nextFrame(video: HTMLVideoElement): Promise<unknown> {
  return new Promise((resolve) => {
    // A camera that stands still has no next frame; whoever stops waits for none.
    setTimeout(resolve, 500);
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });
}

/**
 * How a face is turned and lit by what is seen.
 *
 * @param straight the angles of someone who looked straight ahead: their pose is none. Light is taken as it is read
 */
export function settingsOfSeen({ angles }: Seen, straight: Settings | undefined): Settings {
  return Object.fromEntries(
    Object.entries(angles).map(([name, angle]) => [
      name,
      name === 'light' ? angle : angle - (straight?.[name] ?? 0),
    ]),
  );
}
