/**
 * Asks for the camera that looks at the user.
 *
 * @throws Error in plain words
 */
export async function openCamera(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined)
    throw new Error('This browser gives a page no camera unless its address begins with https or localhost.');
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'user', width: { ideal: 1280 } },
    });
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
