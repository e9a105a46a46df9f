import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ColourField } from '../../../fitting/colourField.js';
import { toRgba } from '../head/rgba.js';
import type { Face } from '../state/faces.js';
import { colourOf } from '../state/fits.js';
import { complain } from '../state/notice.js';
import { Frame } from './Frame.js';

/** A face as it was brought in, in colour where it has any. */
export function Photograph({ face }: { readonly face: Face }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [field, setField] = useState<ColourField>();
  useLayoutEffect(() => {
    let gone = false;
    setField(undefined);
    colourOf(face)
      .then((found) => !gone && setField(found))
      .catch(complain);
    return () => {
      gone = true;
    };
  }, [face]);
  useLayoutEffect(() => {
    if (field === undefined) return;
    const { size, pixels } = field;
    canvas.current!.getContext('2d')!.putImageData(new ImageData(toRgba({ pixels }), size, size), 0, 0);
  }, [field]);
  return (
    <figure>
      <Frame
        canvas={canvas}
        label={`${face.name}, as it was brought in`}
        resolution={field?.size ?? 1}
        ready={field !== undefined}
      />
      <figcaption>{face.values === undefined ? 'Photograph' : 'Picture'}</figcaption>
    </figure>
  );
}
