import { routes } from '@earmark/contract'
import { listObjects as selectObjects } from '@earmark/db'
import { parseS3Url } from '@earmark/storage'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, idPosition } from '../http/cursor.js'
import { invalidRequest } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { toIdPage } from '../http/to-id-page.js'
import { toRecordingFilter } from '../recordings/to-recording-filter.js'

const LIST = 'objects'

export function listObjects(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listObjects, async ({ query }) => {
    const [afterId] = decodeCursor(LIST, idPosition, query.cursor) ?? []
    const rows = await selectObjects(db, {
      ...toPlace(query),
      ...toRecordingFilter(query),
      ...(afterId !== undefined && { afterId }),
      limit: query.limit + 1,
    })
    return toIdPage(LIST, rows, query.limit, ({ id }) => id)
  })
}

type Place = { bucket?: string; keyPrefix?: string }

function toPlace({ bucket, prefix }: z.output<typeof routes.listObjects.query>): Place {
  if (bucket !== undefined) return { bucket, ...(prefix !== undefined && { keyPrefix: prefix }) }
  if (prefix === undefined) return {}
  if (prefix.startsWith('s3://')) {
    const place = parseS3Url(prefix)
    return { bucket: place.bucket, keyPrefix: place.key }
  }
  const message = `prefix must be an address such as s3://archive/2026/, or stand beside bucket; received ${JSON.stringify(prefix)}.`
  throw invalidRequest([{ field: 'prefix', value: prefix, message }])
}
