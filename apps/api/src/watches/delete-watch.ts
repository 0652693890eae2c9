import { routes } from '@earmark/contract'
import { deleteWatch as removeWatch } from '@earmark/db'
import { withinTime } from '@earmark/outage'
import { scheduleOfWatch } from '@earmark/queue'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'

const QUEUE_TIMEOUT_MS = 2000

export function deleteWatch(app: ApiServer, { db, queue }: ApiDependencies): void {
  serveRoute(app, routes.deleteWatch, async (request, reply) => {
    const { id } = request.params
    if (!(await removeWatch(db, id))) throw notFound('id', id, 'watch')
    // Where the queue is away, the schedule is dropped at its next turn.
    await withinTime(
      QUEUE_TIMEOUT_MS,
      queue.queue('watches').unschedule(scheduleOfWatch(id).id),
    ).catch((err: unknown) => request.log.warn({ err, watchId: id }, 'Schedule not removed yet'))
    return reply.code(204).send(null)
  })
}
