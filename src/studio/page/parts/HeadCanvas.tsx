import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { TexturedHead } from '../../../head/texturedHead.js';
import type { Pose, Viewer } from '../head/viewer.js';
import { complain } from '../state/notice.js';
import { Frame } from './Frame.js';

interface Props {
  /** An empty frame until it is there. */
  readonly head: TexturedHead | undefined;
  readonly pose: Pose;
  /** For those who cannot see it. */
  readonly label: string;
  /** Pixels of the canvas a side. */
  readonly resolution: number;
}

/** A head in 3D. What draws it is fetched when the first one is shown. */
export function HeadCanvas({ head, pose, label, resolution }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [viewer, setViewer] = useState<Viewer>();
  useLayoutEffect(() => {
    let opened: Viewer | undefined;
    let gone = false;
    import('../head/viewer.js')
      .then(({ createViewer }) => {
        if (gone) return;
        opened = createViewer(canvas.current!);
        setViewer(opened);
      })
      .catch(complain);
    return () => {
      gone = true;
      opened?.dispose();
    };
  }, []);
  const { azimuth, elevation, light } = pose;
  useLayoutEffect(() => viewer?.turn({ azimuth, elevation, light }), [viewer, azimuth, elevation, light]);
  useLayoutEffect(() => {
    if (head !== undefined) viewer?.show(head);
  }, [viewer, head]);
  const ready = viewer !== undefined && head !== undefined;
  return <Frame canvas={canvas} label={label} resolution={resolution} ready={ready} />;
}
