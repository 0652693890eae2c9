/**
 * The microphone as it sounds: what makes speech clear takes away what else is to be heard.
 *
 * @throws DOMException where the browser gives none; `explainMicrophone` says why
 */
export async function openMicrophone(): Promise<MediaStream> {
  // Browsers give it to pages of this machine and of https only.
  if (!navigator.mediaDevices) {
    throw new Error(
      'The browser gives the microphone to pages over https, or of this machine, only.',
    )
  }
  return navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  })
}

export function closeMicrophone(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

/** Why there is no microphone, and what to do. */
export function explainMicrophone(reason: unknown): string {
  if (!(reason instanceof DOMException)) return String((reason as Error).message)
  if (reason.name === 'NotAllowedError') {
    return 'The browser does not let this page use the microphone. Allow it beside the address, and try again.'
  }
  if (reason.name === 'NotFoundError') {
    return 'There is no microphone. Plug one in, and try again.'
  }
  if (reason.name === 'NotReadableError') {
    return 'The microphone does not answer: another program may hold it. Close that, and try again.'
  }
  return `The microphone cannot be used: ${reason.message}`
}
