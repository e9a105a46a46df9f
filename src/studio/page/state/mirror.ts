import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { closeCamera, openCamera } from '../picture/openCamera.js';
import { reflect, type Seen } from './reflection.js';
import type { Settings } from './settings.js';

/** The camera as a mirror: off until someone asks for it. */
export interface Mirror {
  readonly phase: 'off' | 'starting' | 'on';
  readonly trouble: string | undefined;
  readonly seen: Seen | undefined;
  /** What was read when its user looked straight ahead. */
  readonly straight: Settings | undefined;
  start(): void;
  stop(): void;
  /** Now its user looks straight ahead. */
  calibrate(): void;
}

/** @param canvas shows what the camera sees */
export function useMirror(canvas: RefObject<HTMLCanvasElement | null>): Mirror {
  const [phase, setPhase] = useState<Mirror['phase']>('off');
  const [trouble, setTrouble] = useState<string>();
  const [seen, setSeen] = useState<Seen>();
  const [straight, setStraight] = useState<Settings>();
  const end = useRef<() => void>(undefined);
  const stop = (): void => {
    end.current?.();
    end.current = undefined;
    setPhase('off');
    setSeen(undefined);
  };
  const start = async (): Promise<void> => {
    const gone = new AbortController();
    let stream: MediaStream | undefined;
    end.current = () => {
      gone.abort();
      closeCamera(stream);
    };
    setTrouble(undefined);
    setPhase('starting');
    try {
      stream = await openCamera((why) => {
        if (gone.signal.aborted) return;
        stop();
        setTrouble(why);
      });
      // Meanwhile the view may have been left.
      if (gone.signal.aborted) return closeCamera(stream);
      const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true });
      video.srcObject = stream;
      await video.play();
      setPhase('on');
      const context = canvas.current!.getContext('2d', { willReadFrequently: true })!;
      await reflect(video, context, gone.signal, setSeen);
    } catch (error) {
      if (gone.signal.aborted) return;
      stop();
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  useEffect(() => {
    const hide = (): void => {
      if (document.visibilityState === 'hidden' && end.current !== undefined) stop();
    };
    document.addEventListener('visibilitychange', hide);
    return () => {
      document.removeEventListener('visibilitychange', hide);
      end.current?.();
    };
  }, []);
  return {
    ...{ phase, trouble, seen, straight, stop },
    start: () => void start(),
    calibrate: () => setStraight(seen?.angles),
  };
}
