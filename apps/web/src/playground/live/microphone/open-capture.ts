import workletUrl from './capture.worklet?worker&url'

export interface Capture {
  /** Hz, as the machine has it. */
  sampleRate: number
  close: () => void
}

/**
 * Takes a microphone's samples in the browser's sound thread, mixed down to one channel.
 *
 * @param onBlock samples of 16 bits, 50 ms at a time, in memory of their own
 */
export async function openCapture(
  stream: MediaStream,
  onBlock: (samples: Int16Array<ArrayBuffer>, seconds: number) => void,
): Promise<Capture> {
  // At the machine's own rate: not every browser lets a microphone into a context of another one.
  const context = new AudioContext()
  const close = () => void context.close().catch(() => {})
  try {
    await context.audioWorklet.addModule(workletUrl)
    const node = new AudioWorkletNode(context, 'capture', {
      channelCount: 1,
      channelCountMode: 'explicit',
    })
    node.port.onmessage = ({ data }: MessageEvent<Int16Array<ArrayBuffer>>) =>
      onBlock(data, data.length / context.sampleRate)
    // It writes nothing: only what leads to the loudspeaker is run.
    context.createMediaStreamSource(stream).connect(node).connect(context.destination)
    await context.resume()
    return { sampleRate: context.sampleRate, close }
  } catch (error) {
    close()
    throw error
  }
}
