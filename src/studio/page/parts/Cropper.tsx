import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { toPixels } from '../../../dataset/pixels.js';
import { COLOUR_SIZE } from '../../../fitting/colourField.js';
import { landmarksIn } from '../../../fitting/landmarks.js';
import { cutFrame } from '../../../framing/cut.js';
import type { Face } from '../../../framing/findFaces.js';
import { enlarged } from '../../../framing/frame.js';
import { drawFrame } from '../../../framing/resample.js';
import { knowsPeople } from '../../../model/people.js';
import { findFaces } from '../framing/client.js';
import type { Crop } from '../picture/canvas.js';
import { type Photo, rasterOf } from '../picture/photo.js';
import type { CommandImage } from '../state/command.js';
import { advice, faceCrop, frameOf, middleCrop, straighten, zoom } from '../state/crop.js';
import { useLatest } from '../state/decoded.js';
import { framed, present, toCome } from '../state/intake.js';
import { complain } from '../state/notice.js';
import { studio } from '../state/studio.js';
import { lookAt } from '../state/verdict.js';
import { nounsOf } from '../state/words.js';
import { CropFrame } from './CropFrame.js';
import { Dialog } from './Dialog.js';
import { Picture } from './Picture.js';

/** Crops a photograph to the face that is found in it, and from there by hand. Beside it, what the model makes of it. */
export function Cropper({ photo }: { readonly photo: Photo }): JSX.Element {
  const { image, name } = photo;
  const middle = useMemo(() => middleCrop(image), [image]);
  const [crop, setCrop] = useState(middle);
  const raster = useMemo(() => rasterOf(photo), [photo]);
  const [faces, setFaces] = useState<readonly Face[]>();
  const [face, setFace] = useState(1);
  const { size, client, description } = studio();
  const { one } = nounsOf(description);
  // What has the model's size is framed already; see readPhotograph.
  const ofPeople = knowsPeople(description);
  const isSearched = ofPeople && !(image.width === size && image.height === size);
  useEffect(() => {
    if (!isSearched) return setFaces([]);
    let gone = false;
    findFaces(raster)
      .catch((error: unknown) => {
        complain(error);
        return [];
      })
      .then((found) => {
        if (gone) return;
        setFaces(found);
        // Who has moved the picture meanwhile knows better.
        setCrop((now) => (now === middle ? faceCrop(image, found, 1) : now));
      });
    return () => {
      gone = true;
    };
  }, [raster, image, middle, isSearched]);
  const choose = (which: number): void => {
    setFace(which);
    setCrop(faceCrop(image, faces ?? [], which));
  };
  const pixelsOf = useCallback(
    (of: Crop): Float32Array => toPixels(cutFrame(raster, frameOf(of), size)),
    [raster, size],
  );
  const found = isSearched && faces !== undefined ? faces.length > 0 : undefined;
  const reconstruct = useCallback(
    async (of: Crop) => {
      const pixels = pixelsOf(of);
      return lookAt(pixels, await client.encode(pixels), found);
    },
    [pixelsOf, client, found],
  );
  const seen = useLatest(crop, reconstruct);
  const drawn = useComputed(() => seen.value?.drawn);
  const whole = middle.side;
  return (
    <Dialog title={title(one, toCome.value)} onClose={() => framed(photo)}>
      <div class="cropping">
        <CropFrame photo={photo} crop={crop} onMove={setCrop} hasGuide={ofPeople} />
        <figure class="small">
          <Picture pixels={drawn} label="What the model makes of it" />
          <figcaption aria-live="polite">
            What the model makes of it{seen.value?.verdict && `: ${seen.value.verdict.words}`}
          </figcaption>
        </figure>
        <div class="fields">
          <label>
            Zoom
            <input
              type="range"
              min={-0.4}
              max={2.5}
              step={0.01}
              value={Math.log(whole / crop.side)}
              onInput={({ currentTarget: { valueAsNumber } }) =>
                setCrop((now) => zoom({ ...now, side: whole }, image, Math.exp(valueAsNumber)))
              }
            />
          </label>
          <label>
            Straighten
            <input
              type="range"
              min={-45}
              max={45}
              step={0.5}
              value={crop.turn}
              onInput={({ currentTarget: { valueAsNumber } }) =>
                setCrop((now) => straighten(now, valueAsNumber))
              }
            />
          </label>
        </div>
      </div>
      <p class="hint" role="status">
        {ofPeople
          ? `${describe(faces)} ${advice(crop, faces?.[face - 1]?.frame) ?? 'Fill the oval from crown to chin, eyes on the line.'}`
          : 'This is the middle of it. Move it to what is to be read.'}
      </p>
      <footer>
        {faces !== undefined && faces.length > 1 && (
          <label class="which">
            Which face
            <select value={face} onChange={({ currentTarget }) => choose(Number(currentTarget.value))}>
              {faces.map((_, i) => (
                <option key={i} value={i + 1}>
                  {i + 1}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="button" onClick={() => choose(face)}>
          Start again
        </button>
        <button
          type="button"
          class="button primary"
          // biome-ignore lint/a11y/noAutofocus: a window that opens takes the focus; this is where it is wanted.
          autoFocus
          // What is disabled takes no focus, which would go to Close.
          aria-disabled={faces === undefined}
          onClick={() => {
            if (faces === undefined) return;
            framed(photo);
            const frame = frameOf(crop);
            const colour = {
              pixels: Uint8Array.from(drawFrame(raster, frame, COLOUR_SIZE), Math.round),
              size: COLOUR_SIZE,
              landmarks: landmarksIn(frame, faces),
            };
            present(name, pixelsOf(crop), { found, source: sourceOf(photo, crop, size), colour });
          }}
        >
          Use this {one}
        </button>
      </footer>
    </Dialog>
  );
}

function title(one: string, more: number): string {
  return more > 0 ? `Frame the ${one}, ${more} more to come` : `Frame the ${one}`;
}

/** Where a command finds the same part of the same picture. */
function sourceOf({ name, image, scale, isFile }: Photo, crop: Crop, size: number): CommandImage | undefined {
  if (!isFile) return undefined;
  const middle = middleCrop(image);
  // What has the model's size is framed already, and stays as it is to the pixel.
  const isWhole = image.width === size && image.height === size && sameCrop(crop, middle);
  return { file: name, crop: isWhole ? undefined : enlarged(frameOf(crop), 1 / scale) };
}

function sameCrop(a: Crop, b: Crop): boolean {
  return a.x === b.x && a.y === b.y && a.side === b.side && a.turn === b.turn;
}

function describe(faces: readonly Face[] | undefined): string {
  if (faces === undefined) return 'Looking for a face.';
  if (faces.length === 0) return 'No face was found: this is the middle.';
  return faces.length === 1 ? 'One face was found.' : `${faces.length} faces were found, the largest first.`;
}
