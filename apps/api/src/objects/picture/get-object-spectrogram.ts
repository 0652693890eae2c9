import { routes } from '@earmark/contract'
import { MAX_HZ, MIN_HZ } from '@earmark/core'
import { findObject } from '@earmark/db'
import type { ApiDependencies } from '../../dependencies.js'
import type { ApiServer } from '../../http/api-server.js'
import { notFound } from '../../http/http-problem.js'
import { requestSignal } from '../../http/request-signal.js'
import { serveRoute } from '../../http/serve-route.js'
import { PICTURE_SAMPLE_RATE, type Sounds } from '../sound/create-sounds.js'
import { readStretch } from '../sound/read-stretch.js'
import { cachePictures } from './cache-pictures.js'
import { drawSpectrogram, LEVEL_RANGE_DB } from './draw-spectrogram.js'
import { findGlance } from './find-glance.js'
import { glanceAtSpectrum } from './glance-at-spectrum.js'
import { KEEP_FOR_EVER } from './keep-for-ever.js'
import { SpectrumColumns } from './spectrum-columns.js'

export function getObjectSpectrogram(app: ApiServer, deps: ApiDependencies, sounds: Sounds): void {
  const cached = cachePictures()

  serveRoute(app, routes.getObjectSpectrogram, async ({ params: { id }, query }, reply) => {
    const signal = requestSignal(reply)
    const object = await findObject(deps.db, id)
    if (!object) throw notFound('id', id, 'object')
    const { startS, endS } = readStretch(object, query)
    const { width = 1000, height = 256 } = query
    const key = `${id}/${startS}/${endS}/${width}/${height}`
    const png = await cached(key, signal, async (shared) => {
      const overview = await findGlance(deps.db, object, { startS, endS })
      if (overview) {
        const size = { width, height }
        return drawSpectrogram(glanceAtSpectrum(overview, { startS, endS }, size), width)
      }
      const durationS = endS - startS
      const length = durationS * PICTURE_SAMPLE_RATE
      const columns = new SpectrumColumns({ width, height, length })
      const take = (block: Float32Array) => columns.add(block)
      await sounds.readStretch(object, { startS, durationS }, shared, take)
      columns.end()
      return drawSpectrogram(columns.power, width)
    })
    return reply
      .header('cache-control', KEEP_FOR_EVER)
      .header('x-frequency-scale', 'log')
      .header('x-frequency-min-hz', String(MIN_HZ))
      .header('x-frequency-max-hz', String(MAX_HZ))
      .header('x-level-range-db', String(LEVEL_RANGE_DB))
      .type('image/png')
      .send(png as never)
  })
}
