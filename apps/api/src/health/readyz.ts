import { routes } from '@earmark/contract'
import { EarmarkError } from '@earmark/core'
import { describeSchemaMismatch, listWorkerFaults, readSchemaState } from '@earmark/db'
import { withinTime } from '@earmark/outage'
import type { FastifyRequest } from 'fastify'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'

const CHECK_TIMEOUT_MS = 3000
/** Any name does: an endpoint that says "no such bucket" is there. */
const PROBE_BUCKET = 'earmark-readiness'

/** Can a request be served? Names what cannot be reached; why stands in the log, since anybody may ask. */
export function readyz(app: ApiServer, deps: ApiDependencies): void {
  const checks = {
    postgres: () => checkPostgres(deps),
    queue: () => deps.queue.ping(),
    storage: () => checkStorage(deps),
  }

  serveRoute(app, routes.getReadiness, async (request, reply) => {
    const check = async (name: keyof typeof checks) => {
      try {
        await withinTime(CHECK_TIMEOUT_MS, checks[name]())
        return 'up'
      } catch (err) {
        request.log.warn({ err, check: name }, 'Not ready')
        return 'down'
      }
    }
    const [postgres, queue, storage] = await Promise.all([
      check('postgres'),
      check('queue'),
      check('storage'),
    ] as const)
    const unable = postgres === 'up' ? await countUnable(deps, request) : 0
    const risk = queue === 'up' ? await findRisk(deps, request) : null
    const isReady = [postgres, queue, storage].every((one) => one === 'up')
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'unavailable',
      checks: { postgres, queue, storage },
      workers: { unable },
      warnings: risk === null ? [] : [risk],
    })
  })
}

/** Requests are served without them: readiness tells of them, and does not depend on them. */
async function countUnable({ db }: ApiDependencies, { log }: FastifyRequest): Promise<number> {
  const faults = await withinTime(CHECK_TIMEOUT_MS, listWorkerFaults(db)).catch((err: unknown) => {
    log.warn({ err }, 'Could not ask for workers that cannot work')
    return []
  })
  if (faults.length > 0) log.warn({ faults }, 'Workers cannot work')
  return faults.length
}

/** The queue that may lose jobs serves requests, too. */
async function findRisk({ queue }: ApiDependencies, { log }: FastifyRequest) {
  return withinTime(CHECK_TIMEOUT_MS, queue.findRisk()).catch((err: unknown) => {
    log.warn({ err }, 'Could not ask how the queue is set up')
    return null
  })
}

async function checkPostgres({ db }: ApiDependencies): Promise<void> {
  const mismatch = describeSchemaMismatch(await readSchemaState(db))
  if (mismatch !== null) throw new EarmarkError('SCHEMA_MISMATCH', mismatch, { permanent: true })
}

async function checkStorage({ storage }: ApiDependencies): Promise<void> {
  try {
    await storage.bucketExists(PROBE_BUCKET)
  } catch (error) {
    // Refused is an answer too: which buckets may be read is each batch's own matter.
    if (!(error instanceof EarmarkError && error.code === 'ACCESS_DENIED')) throw error
  }
}
