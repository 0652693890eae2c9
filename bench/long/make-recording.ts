import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Writes an MP3 of slowly changing tones and noise: every window of it differs, so that each must be embedded. */
export async function makeRecording(path: string, seconds: number): Promise<void> {
  const sound = `aevalsrc=0.3*sin(2*PI*t*(200+t/20))+0.05*(random(0)-0.5):s=22050:d=${seconds}`
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', sound, '-b:a', '48k', '-y', path])
}

/** Copies a recording's first seconds without encoding them again. */
export async function cutRecording(from: string, to: string, seconds: number): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-i', from, '-t', String(seconds), '-c', 'copy', '-y', to])
}
