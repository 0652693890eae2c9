import { useEffect, useRef, useState } from 'react'

/** Longer than a playground needs; the API takes 25 MB. */
const MAX_S = 600

/**
 * Records from the microphone.
 *
 * @param onRecorded what was said, as the browser encodes it; ffmpeg knows them all
 */
export function useRecorder(onRecorded: (file: File) => void) {
  const recorder = useRef<MediaRecorder>(undefined)
  const [seconds, setSeconds] = useState<number>()
  const [error, setError] = useState<string>()
  const isRecording = seconds !== undefined

  useEffect(() => {
    if (!isRecording) return
    const timer = setInterval(() => setSeconds((before = 0) => before + 1), 1_000)
    return () => clearInterval(timer)
  }, [isRecording])
  useEffect(() => {
    if (seconds !== undefined && seconds >= MAX_S) recorder.current?.stop()
  }, [seconds])
  // Whoever leaves the page is not listened to.
  useEffect(
    () => () => {
      for (const track of recorder.current?.stream.getTracks() ?? []) track.stop()
    },
    [],
  )

  async function start() {
    setError(undefined)
    try {
      const stream = await openMicrophone()
      const chunks: Blob[] = []
      const made = new MediaRecorder(stream)
      made.ondataavailable = ({ data }) => chunks.push(data)
      made.onstop = () => {
        for (const track of stream.getTracks()) track.stop()
        setSeconds(undefined)
        const name = `recording ${new Date().toTimeString().slice(0, 8)}`
        const file = new File(chunks, name, { type: made.mimeType })
        if (file.size > 0) onRecorded(file)
      }
      made.start()
      recorder.current = made
      setSeconds(0)
    } catch (reason) {
      setError(explain(reason))
    }
  }
  return { start, stop: () => recorder.current?.stop(), seconds, isRecording, error }
}

async function openMicrophone(): Promise<MediaStream> {
  // Browsers give it to pages of this machine and of https only.
  if (!navigator.mediaDevices) {
    throw new Error(
      'The browser gives the microphone to pages over https, or of this machine, only.',
    )
  }
  // As it sounds: what makes speech clear takes away what else is to be heard.
  return navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  })
}

function explain(reason: unknown): string {
  if (!(reason instanceof DOMException)) return String((reason as Error).message)
  if (reason.name === 'NotAllowedError') {
    return 'The browser does not let this page use the microphone. Allow it beside the address, and try again.'
  }
  if (reason.name === 'NotFoundError') return 'There is no microphone.'
  return `The microphone cannot be used: ${reason.message}`
}
