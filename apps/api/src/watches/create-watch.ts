import { type newWatch, routes } from '@earmark/contract'
import { getWatch, createWatch as insertWatch } from '@earmark/db'
import { withinTime } from '@earmark/outage'
import { scheduleOfWatch } from '@earmark/queue'
import { parseS3Url } from '@earmark/storage'
import type { FastifyBaseLogger } from 'fastify'
import type { z } from 'zod'
import { checkGlobs } from '../batches/check-globs.js'
import { requireAllowedSource } from '../batches/require-allowed-source.js'
import { requireBucket } from '../batches/require-bucket.js'
import { resolveSettings } from '../batches/resolve-settings.js'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { HttpProblem, notFound } from '../http/http-problem.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { serveRoute } from '../http/serve-route.js'
import { storeChosenLabelSets } from '../label-sets/choose-label-sets.js'
import { checkCron } from './check-cron.js'
import { describeWatch } from './describe-watch.js'

const QUEUE_TIMEOUT_MS = 2000

export function createWatch(app: ApiServer, deps: ApiDependencies): void {
  const { db, model } = deps

  serveRoute(app, routes.createWatch, async (request, reply) => {
    const { name, source, schedule, labelSets, ...settings } = request.body
    checkGlobs(source)
    if (schedule && 'cron' in schedule) checkCron(schedule.cron, schedule.timeZone)
    const { bucket, key: prefix } = parseS3Url(source.prefix)
    requireAllowedSource(deps, { source, ...settings })
    await requireBucket(deps, source.prefix, 'source.prefix')
    await requireBucket(deps, settings.reportTo, 'reportTo')
    return answerOnce(db, request, reply, async (tx) => {
      const id = await insertWatch(tx, {
        name,
        source,
        bucket,
        prefix,
        settings: {
          ...resolveSettings(model, { ...settings, labelSets }),
          labelSetIds: await storeChosenLabelSets(tx, model, labelSets),
        },
        everyS: schedule && 'everyS' in schedule ? schedule.everyS : null,
        cron: schedule && 'cron' in schedule ? schedule.cron : null,
        timeZone: (schedule && 'cron' in schedule && schedule.timeZone) || null,
        apiKeyId: request.getDecorator<ApiKey>('apiKey').id,
      })
      if (id === null) throw nameTaken(name)
      const created = await getWatch(tx, id)
      if (!created) throw notFound('id', id, 'watch')
      return {
        status: 201,
        location: `/v1/watches/${id}`,
        body: describeWatch(created),
        afterwards: () => queueSchedule(deps, request, id),
      }
    })
  })
}

/** Where the queue is away, the worker that renews the schedules tells it later. */
async function queueSchedule(
  { queue }: ApiDependencies,
  { body: { schedule }, log }: { body: z.output<typeof newWatch>; log: FastifyBaseLogger },
  watchId: number,
): Promise<void> {
  if (!schedule) return
  const { id, job } = scheduleOfWatch(watchId)
  const turns = 'everyS' in schedule ? { everyMs: schedule.everyS * 1000 } : { ...schedule }
  try {
    await withinTime(QUEUE_TIMEOUT_MS, queue.queue('watches').schedule(id, turns, job))
  } catch (err) {
    log.warn({ err, watchId }, 'Schedule not queued yet')
  }
}

function nameTaken(name: string): HttpProblem {
  const message = `There is a watch named ${JSON.stringify(name)} already (name). Delete it first, or choose another name.`
  return new HttpProblem(409, 'CONFLICT', message, {
    errors: [{ field: 'name', value: name, message }],
  })
}
