import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { knowsPeople } from '../../../model/people.js';
import { surface } from '../picture/canvas.js';
import { closeCamera, openCamera } from '../picture/openCamera.js';
import { checked } from '../picture/photo.js';
import { cameraOpen, queue } from '../state/intake.js';
import { complain } from '../state/notice.js';
import { start } from '../state/studio.js';
import { Dialog } from './Dialog.js';

/** Takes a picture with the camera; it then goes to be cropped. */
export function Camera(): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const ofPeople = start.value.phase === 'ready' && knowsPeople(start.value.studio.description);
  const [trouble, setTrouble] = useState<string>();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let closed = false;
    const end = (): void => closeCamera(stream);
    openCamera(setTrouble).then(
      (opened) => {
        stream = opened;
        if (closed) return end();
        video.current!.srcObject = opened;
      },
      (error: Error) => setTrouble(error.message),
    );
    return () => {
      closed = true;
      end();
    };
  }, []);
  const shoot = (): void => {
    const { videoWidth, videoHeight } = video.current!;
    const context = surface(videoWidth, videoHeight);
    context.drawImage(video.current!, 0, 0);
    try {
      queue(checked({ name: 'camera', image: context.canvas, scale: 1, isFile: false }));
      cameraOpen.value = false;
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Dialog title="Camera" onClose={() => (cameraOpen.value = false)}>
      {trouble === undefined ? (
        <>
          <video
            ref={video}
            class="viewfinder"
            autoplay
            playsInline
            muted
            onLoadedData={() => setReady(true)}
          />
          <p class="hint">
            {ofPeople && 'Look into the light, with nothing in front of the face. '}The picture stays in this
            page.
          </p>
          <footer>
            <button type="button" class="button primary" disabled={!ready} onClick={shoot}>
              Take picture
            </button>
          </footer>
        </>
      ) : (
        <p role="alert">{trouble}</p>
      )}
    </Dialog>
  );
}
