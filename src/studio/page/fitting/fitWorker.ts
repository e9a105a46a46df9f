import { createHeadFitter } from '../../../fitting/fitHead.js';
import { photographedSkin } from '../../../fitting/photographedSkin.js';
import { decodeFaces } from '../../../scene/faceModel.js';
import type { FitReply, FitRequest } from './client.js';

function reply(message: FitReply, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

addEventListener('message', ({ data }: MessageEvent<FitRequest>) => {
  const { id, faces: file, pixels, landmarks, reading, colour } = data;
  try {
    const faces = decodeFaces(file);
    const head = createHeadFitter(faces)({ pixels, landmarks, reading }, (done) =>
      reply({ kind: 'fitting', done }),
    );
    const skin = photographedSkin(faces, head, colour);
    reply({ kind: 'fitted', id, head, skin }, [skin.pixels.buffer]);
  } catch (error) {
    reply({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
});
