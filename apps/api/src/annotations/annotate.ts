import { routes } from '@earmark/contract'
import { type Annotation, annotateMany, listAnnotations } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { serveRoute } from '../http/serve-route.js'
import { describeAnnotation } from './describe-annotation.js'
import { readAnnotator } from './read-annotator.js'
import { resolveAnnotations } from './resolve-annotations.js'

export function annotate(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.annotate, async (request, reply) => {
    const answers = await resolveAnnotations(deps, [request.body], () => '')
    return answerOnce(db, request, reply, async (tx) => {
      const [id] = await annotateMany(tx, answers, readAnnotator(request))
      if (request.body.verdict === null) return { status: 204 }
      const [kept] = await listAnnotations(tx, { ids: [id ?? 0], limit: 1 })
      return { status: 200, body: describeAnnotation(kept as Annotation) }
    })
  })
}
