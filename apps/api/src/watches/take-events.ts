import { prefixSource, routes } from '@earmark/contract'
import { listWatchesOfBucket, noteWatchEvents, type WatchEvent } from '@earmark/db'
import { createObjectFilter, keepAudio } from '@earmark/source'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { parseJsonBody } from '../http/parse-json-body.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { confirmSubscription } from './confirm-subscription.js'
import { readS3Events } from './read-s3-events.js'

const NOTHING = { taken: 0, ignored: 0 }

export function takeEvents(app: ApiServer, { db, storage }: ApiDependencies): void {
  // SNS calls its JSON plain text.
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, parseJsonBody)

  serveRoute(app, routes.takeEvents, async ({ body }, reply) => {
    const signal = requestSignal(reply)
    const notification = readS3Events(body)
    if (notification.kind === 'subscription') await confirmSubscription(notification.confirmUrl)
    if (notification.kind !== 'events') return NOTHING
    const { events, told } = notification
    let taken = 0
    for (const bucket of new Set(events.map((event) => event.bucket))) {
      for (const watch of await listWatchesOfBucket(db, bucket)) {
        const source = prefixSource.parse(watch.source)
        const isWatched = watchedBy(watch.prefix, source)
        const watched = events.filter((event) => event.bucket === bucket && isWatched(event))
        // Deletions are put down too, so that an older event that comes late does not bring the object back.
        await noteWatchEvents(
          db,
          watch.id,
          watched.filter((event) => event.isRemoved),
        )
        const created = watched.filter((event) => !event.isRemoved)
        const audio = source.include
          ? created
          : await keepAudio({ storage }, bucket, created, signal)
        taken += await noteWatchEvents(db, watch.id, audio)
      }
    }
    return { taken, ignored: Math.max(0, told - taken) }
  })
}

function watchedBy(prefix: string, source: z.output<typeof prefixSource>) {
  const isMeant = createObjectFilter(source)
  return ({ key, size }: WatchEvent) =>
    key.startsWith(prefix) && isMeant({ key, size, lastModified: null })
}
