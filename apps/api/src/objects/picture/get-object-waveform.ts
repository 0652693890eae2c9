import { routes } from '@earmark/contract'
import { findObject, type ObjectSummary } from '@earmark/db'
import type { ApiDependencies } from '../../dependencies.js'
import type { ApiServer } from '../../http/api-server.js'
import { notFound } from '../../http/http-problem.js'
import { requestSignal } from '../../http/request-signal.js'
import { serveRoute } from '../../http/serve-route.js'
import { PICTURE_SAMPLE_RATE, type Sounds } from '../sound/create-sounds.js'
import { type ObjectStretch, readStretch } from '../sound/read-stretch.js'
import { cachePictures } from './cache-pictures.js'
import { findGlance } from './find-glance.js'
import { glanceAtPeaks } from './glance-at-peaks.js'
import { KEEP_FOR_EVER } from './keep-for-ever.js'
import { PeakMeter } from './meter-peaks.js'

const DEFAULT_POINTS = 1000

export function getObjectWaveform(app: ApiServer, deps: ApiDependencies, sounds: Sounds): void {
  const cached = cachePictures()

  serveRoute(app, routes.getObjectWaveform, async ({ params: { id }, query }, reply) => {
    const signal = requestSignal(reply)
    const object = await findObject(deps.db, id)
    if (!object) throw notFound('id', id, 'object')
    const { startS, endS } = readStretch(object, query)
    const points = query.points ?? DEFAULT_POINTS
    const json = await cached(`${id}/${startS}/${endS}/${points}`, signal, async (shared) => {
      const { min, max } = await readPeaks(object, { startS, endS }, points, shared)
      const answer = { objectId: id, startS, endS, points, min: toShown(min), max: toShown(max) }
      return Buffer.from(JSON.stringify(answer))
    })
    return reply
      .header('cache-control', KEEP_FOR_EVER)
      .type('application/json')
      .send(json as never)
  })

  async function readPeaks(
    object: ObjectSummary,
    stretch: ObjectStretch,
    points: number,
    signal: AbortSignal,
  ) {
    const overview = await findGlance(deps.db, object, stretch)
    if (overview) return glanceAtPeaks(overview, stretch, points)
    const { startS, endS } = stretch
    const meter = new PeakMeter(points, (endS - startS) * PICTURE_SAMPLE_RATE)
    const take = (block: Float32Array) => meter.add(block)
    await sounds.readStretch(object, { startS, durationS: endS - startS }, signal, take)
    return meter.read()
  }
}

/** To three decimals, from -1 to 1: float files may go beyond. */
function toShown(peaks: Float32Array): number[] {
  return Array.from(peaks, (peak) => {
    const shown = Math.round(Math.min(1, Math.max(-1, peak)) * 1000) / 1000
    return shown === 0 ? 0 : shown
  })
}
