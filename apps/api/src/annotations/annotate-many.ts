import { routes } from '@earmark/contract'
import { annotateMany as keep, listAnnotations } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { serveRoute } from '../http/serve-route.js'
import { describeAnnotation } from './describe-annotation.js'
import { readAnnotator } from './read-annotator.js'
import { resolveAnnotations } from './resolve-annotations.js'

/** A thousand annotations with a note and two addresses each. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024

export function annotateMany(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(
    app,
    routes.annotateMany,
    async (request, reply) => {
      const { annotations } = request.body
      const answers = await resolveAnnotations(deps, annotations, (n) => `annotations[${n}].`)
      return answerOnce(db, request, reply, async (tx) => {
        const ids = await keep(tx, answers, readAnnotator(request))
        const given = ids.filter((id) => id !== null)
        const rows = await listAnnotations(tx, { ids: given, limit: given.length })
        const kept = new Map(rows.map((row) => [row.id, describeAnnotation(row)]))
        return { status: 200, body: { items: ids.map((id) => kept.get(id ?? 0) ?? null) } }
      })
    },
    { bodyLimit: BODY_LIMIT_BYTES },
  )
}
