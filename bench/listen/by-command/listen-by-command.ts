import { spawn } from 'node:child_process'
import type { ServerResponse } from 'node:http'
import { quantile, round } from '../../measure.js'
import { findMissed, type Told } from '../stream/find-sounds.js'
import type { KnownStream } from '../stream/make-stream.js'
import { RATE } from '../stream/pcm.js'
import { playLive } from '../stream/play-live.js'
import { watchMemory } from '../watch-memory.js'
import { startCommand } from './start-command.js'
import { startRadio } from './start-radio.js'

/** As it comes out of the encoder it goes out. */
const ENCODE = [
  ...['-nostdin', '-v', 'error', '-fflags', 'nobuffer', '-probesize', '32'],
  ...['-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', 'pipe:0'],
  ...['-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', '-id3v2_version', '0'],
  ...['-flush_packets', '1', '-f', 'mp3', 'pipe:1'],
]
const SUMMARY = /scored (\d+) ms behind the sound \(median; 95 % within (\d+) ms\)/

/** The command listens to a radio that sends a stream as it sounds; its last line says how far behind it was. */
export async function listenByCommand(stream: KnownStream) {
  let beganMs = Number.POSITIVE_INFINITY
  let hasEnded = () => {}
  const ended = new Promise<void>((resolve) => {
    hasEnded = resolve
  })
  const radio = await startRadio(async (response) => {
    beganMs = performance.now()
    await playEncoded(stream.pcm, beganMs, response)
    hasEnded()
  })
  const told: Told[] = []
  const linesMs: number[] = []
  const command = startCommand(radio.url, stream.labels, ({ label, start_s, end_s }) => {
    linesMs.push(performance.now() - (beganMs + end_s * 1000))
    told.push({ label, startS: start_s, endS: end_s })
  })
  const memory = watchMemory(command.pid)
  await ended
  const growthMb = memory.stop()
  const code = await command.stop()
  radio.close()
  const [, p50, p95] = SUMMARY.exec(command.said()) ?? []
  if (code !== 0 || p50 === undefined)
    throw new Error(`earmark listen ended with ${code}:\n${command.said()}`)
  return {
    missed: findMissed(stream.sounds, told),
    latency_ms_p50: Number(p50),
    latency_ms_p95: Number(p95),
    rss_growth_mb: Math.round(growthMb),
    line_ms_p50: round(quantile(linesMs, 0.5), 0),
  }
}

async function playEncoded(pcm: Buffer, beganMs: number, response: ServerResponse): Promise<void> {
  const ffmpeg = spawn('ffmpeg', ENCODE, { stdio: ['pipe', 'pipe', 'inherit'] })
  ffmpeg.stdin.on('error', () => {})
  ffmpeg.stdout.pipe(response, { end: false })
  await playLive(pcm, beganMs, (block) => {
    if (response.destroyed) return false
    ffmpeg.stdin.write(block)
    return true
  })
  const exited = new Promise((resolve) => ffmpeg.on('close', resolve))
  ffmpeg.stdin.end()
  await exited
}
