import { getLabelSet, createLabelSet as insertLabelSet, type LabelSet } from '@earmark/db'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeLabelSet } from '../describe-label-set.js'
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
        body: newLabelSet,
        response: {
          200: answer('The version that exists with this content.', labelSet),
          201: answer('The new version.', labelSet),
          ...problems(400, 404, 413, 415),
        },
      },
    },
    async (request, reply) => {
      const { id, created } = await insertLabelSet(db, await resolvePromptSet(deps, request.body))
      const stored = (await getLabelSet(db, id)) as LabelSet
      return reply
        .code(created ? 201 : 200)
        .header('location', `/v1/label-sets/${id}`)
        .send(await describeLabelSet(db, stored))
    },
  )
}
