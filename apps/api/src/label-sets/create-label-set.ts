import { routes } from '@earmark/contract'
import {
  copyDetectors,
  getLabelSet,
  createLabelSet as insertLabelSet,
  type LabelSet,
} from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { serveRoute } from '../http/serve-route.js'
import { describeLabelSet } from './describe-label-set.js'
import { resolvePromptSet } from './resolve-prompt-set.js'

/** 5,000 labels of 300 characters, each of which JSON may write as six bytes or twelve. */
const BODY_LIMIT_BYTES = 20 * 1024 * 1024

export function createLabelSet(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(
    app,
    routes.createLabelSet,
    async (request, reply) => {
      const { promptSet, unchanged } = await resolvePromptSet(deps, request.body)
      const { basedOn } = request.body
      return answerOnce(db, request, reply, async (tx) => {
        const { id, created } = await insertLabelSet(tx, promptSet)
        if (basedOn !== undefined) {
          await copyDetectors(tx, { fromId: basedOn, toId: id, labels: unchanged })
        }
        const stored = (await getLabelSet(tx, id)) as LabelSet
        return {
          status: created ? 201 : 200,
          location: `/v1/label-sets/${id}`,
          body: await describeLabelSet(tx, stored),
        }
      })
    },
    { bodyLimit: BODY_LIMIT_BYTES },
  )
}
