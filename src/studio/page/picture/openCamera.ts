/**
 * Asks for the camera that looks at the user.
 *
 * @param onLost is told, in plain words, when it is unplugged or taken away
 * @throws Error in plain words
 */
export async function openCamera(onLost: (why: string) => void): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined)
    throw new Error('This browser gives a page no camera unless its address begins with https or localhost.');
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'user', width: { ideal: 1280 } },
    });
    for (const track of stream.getVideoTracks())
      track.addEventListener('ended', () =>
        onLost('The camera is gone: it was unplugged, or is not allowed any more.'),
      );
    return stream;
  } catch (error) {
    const { name } = error as DOMException;
    if (name === 'NotAllowedError')
      throw new Error('The camera is not allowed. Allow it for this page in the browser.');
    if (name === 'NotFoundError') throw new Error('There is no camera here. Choose a photograph instead.');
    throw new Error('The camera does not start; another program may be using it.');
  }
}

export function closeCamera(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
