import { getLabelSet as selectLabelSet } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeLabelSet } from '../describe-label-set.js'
import { notFound } from '../http-problem.js'
import { answer } from '../schemas/answer.js'
import { labelSet } from '../schemas/label-set.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

export function getLabelSet(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/label-sets/:id',
    {
      schema: {
        tags: ['label sets'],
        operationId: 'getLabelSet',
        summary: 'Read a label set with its labels, prompts and examples',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: { 200: answer('The label set.', labelSet), ...problems(400, 404) },
      },
    },
    async ({ params: { id } }) => {
      const found = await selectLabelSet(db, id)
      if (!found) throw notFound('id', id, 'label set')
      return describeLabelSet(db, found)
    },
  )
}
