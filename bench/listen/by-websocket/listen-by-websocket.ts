import { findProcess } from '../../../test/e2e/find-process.js'
import type { Site } from '../../../test/e2e/start-site.js'
import { quantile, round } from '../../measure.js'
import { findMissed, type Told } from '../stream/find-sounds.js'
import type { KnownStream } from '../stream/make-stream.js'
import { RATE } from '../stream/pcm.js'
import { playLive } from '../stream/play-live.js'
import { watchMemory } from '../watch-memory.js'
import { openSocket } from './open-socket.js'

/** A label is told of from this probability on, as the command does. */
const THRESHOLD = 0.5
const API = 'apps/api/dist/main.js'

/** Sends a stream as it sounds, and reads the scores of each window. */
export async function listenByWebsocket(site: Site, stream: KnownStream) {
  const told: Told[] = []
  const latenciesMs: number[] = []
  let beganMs = Number.POSITIVE_INFINITY
  let dropped = 0
  const listening = await openSocket(
    site,
    { labels: stream.labels.join(','), format: 's16le', sampleRate: String(RATE), top: '1' },
    (event) => {
      if (event.type === 'dropped') dropped += event.windows
      if (event.type !== 'window') return
      latenciesMs.push(performance.now() - (beganMs + event.endS * 1000))
      const { startS, endS } = event
      for (const { label, probability } of event.scores) {
        if (probability >= THRESHOLD) told.push({ label, startS, endS })
      }
    },
  )
  await listening.next(({ type }) => type === 'listening')
  const memory = watchMemory(await findProcess(site.home, API))
  beganMs = performance.now()
  await playLive(stream.pcm, beganMs, listening.send)
  const growthMb = memory.stop()
  listening.send({ type: 'end' })
  const { code, reason } = await listening.closed
  if (code !== 1000) throw new Error(`The connection ended with ${code}: ${reason}`)
  if (dropped > 0) console.error(`websocket: ${dropped} windows were dropped`)
  return {
    missed: findMissed(stream.sounds, told),
    latency_ms_p50: round(quantile(latenciesMs, 0.5), 0),
    latency_ms_p95: round(quantile(latenciesMs, 0.95), 0),
    rss_growth_mb: Math.round(growthMb),
  }
}
