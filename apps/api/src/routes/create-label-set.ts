import { getLabelSet, createLabelSet as insertLabelSet, type LabelSet } from '@earmark/db'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeLabelSet } from '../describe-label-set.js'
import { answerOnce } from '../idempotency/answer-once.js'
import { idempotencyHeaders } from '../idempotency/idempotency-header.js'
import { resolvePromptSet } from '../resolve-prompt-set.js'
import { answer } from '../schemas/answer.js'
import { labelSet, newLabelSet } from '../schemas/label-set.js'
import { problems } from '../schemas/problem.js'

/** 5,000 labels of 300 characters, each of which JSON may write as six bytes or twelve. */
const BODY_LIMIT_BYTES = 20 * 1024 * 1024

export function createLabelSet(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  app.post(
    '/label-sets',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags: ['label sets'],
        operationId: 'createLabelSet',
        summary: 'Store a label set',
        description:
          'Label sets never change: other content under the same name is its next version (201). Equal content is the version that exists (200). Labels may have synonyms, several templates, or moments of the archive in place of words.',
        headers: idempotencyHeaders,
        body: newLabelSet,
        response: {
          200: answer('The version that exists with this content.', labelSet),
          201: answer('The new version.', labelSet),
          ...problems(400, 404, 409, 413, 415, 422),
        },
      },
    },
    async (request, reply) => {
      const promptSet = await resolvePromptSet(deps, request.body)
      return answerOnce(db, request, reply, async (tx) => {
        const { id, created } = await insertLabelSet(tx, promptSet)
        const stored = (await getLabelSet(tx, id)) as LabelSet
        return {
          status: created ? 201 : 200,
          location: `/v1/label-sets/${id}`,
          body: await describeLabelSet(tx, stored),
        }
      })
    },
  )
}
