import { useEffect, useRef, useState } from 'react'
import { closeMicrophone, explainMicrophone, openMicrophone } from './microphone'

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
      closeMicrophone(recorder.current?.stream)
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
        closeMicrophone(stream)
        setSeconds(undefined)
        const name = `recording ${new Date().toTimeString().slice(0, 8)}`
        const file = new File(chunks, name, { type: made.mimeType })
        if (file.size > 0) onRecorded(file)
      }
      made.start()
      recorder.current = made
      setSeconds(0)
    } catch (reason) {
      setError(explainMicrophone(reason))
    }
  }
  return { start, stop: () => recorder.current?.stop(), seconds, isRecording, error }
}
