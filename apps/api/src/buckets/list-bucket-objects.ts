import { routes } from '@earmark/contract'
import { findListedObjects } from '@earmark/db'
import { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, encodeCursor } from '../http/cursor.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'

const LIST = 'bucket'
/** The server's own token. */
const position = z.tuple([z.string()])

export function listBucketObjects(app: ApiServer, { db, storage }: ApiDependencies): void {
  serveRoute(app, routes.listBucketObjects, async ({ params: { bucket }, query }, reply) => {
    const [token] = decodeCursor(LIST, position, query.cursor) ?? []
    const { prefix, delimiter, limit } = query
    const page = await storage.listFolder({
      bucket,
      prefix,
      delimiter,
      token,
      pageSize: limit,
      signal: requestSignal(reply),
    })
    const heard = await findListedObjects(db, bucket, page.objects)
    return {
      items: page.objects.map((object) => ({ ...object, objectId: heard.get(object.key) ?? null })),
      folders: page.folders,
      nextCursor: page.nextToken === null ? null : encodeCursor(LIST, [page.nextToken]),
    }
  })
}
