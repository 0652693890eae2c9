import { routes } from '@earmark/contract'
import { findObject } from '@earmark/db'
import type { ApiDependencies } from '../../dependencies.js'
import type { ApiServer } from '../../http/api-server.js'
import { notFound } from '../../http/http-problem.js'
import { requestSignal } from '../../http/request-signal.js'
import { serveRoute } from '../../http/serve-route.js'
import { PICTURE_SAMPLE_RATE, type Sounds } from '../sound/create-sounds.js'
import { readStretch } from '../sound/read-stretch.js'
import { cachePictures } from './cache-pictures.js'
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
      const durationS = endS - startS
      const meter = new PeakMeter(points, durationS * PICTURE_SAMPLE_RATE)
      const take = (block: Float32Array) => meter.add(block)
      await sounds.readStretch(object, { startS, durationS }, shared, take)
      const { min, max } = meter.read()
      const answer = { objectId: id, startS, endS, points, min: toShown(min), max: toShown(max) }
      return Buffer.from(JSON.stringify(answer))
    })
    return reply
      .header('cache-control', KEEP_FOR_EVER)
      .type('application/json')
      .send(json as never)
  })
}

/** To three decimals, from -1 to 1: float files may go beyond. */
function toShown(peaks: Float32Array): number[] {
  return Array.from(peaks, (peak) => {
    const shown = Math.round(Math.min(1, Math.max(-1, peak)) * 1000) / 1000
    return shown === 0 ? 0 : shown
  })
}
