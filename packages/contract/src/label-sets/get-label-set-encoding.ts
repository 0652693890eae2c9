import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { modelParameter, modelReference } from '../models/model.js'

const labelSetEncoding = z
  .object({
    model: modelReference,
    labels: z.int().meta({ description: 'So many labels the set has …' }),
    encoded: z.int().meta({ description: '… and of so many the model has encoded every prompt.' }),
  })
  .meta({
    id: 'LabelSetEncoding',
    examples: [{ model: { id: 1, name: 'clap-mini', revision: '1' }, labels: 5000, encoded: 1250 }],
  })

export const getLabelSetEncoding = defineRoute({
  operationId: 'getLabelSetEncoding',
  method: 'get',
  path: '/v1/label-sets/{id}/encoding',
  tag: 'label sets',
  summary: 'How many labels of a set a model has encoded',
  description:
    'Prompts are encoded once, by whoever is the first to score something under them: of thousands of labels that takes minutes, and this says how far it is. What is encoded stays so, even where the one who asked goes away.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({ model: modelParameter }),
  answers: { 200: answer('How far it is.', labelSetEncoding) },
  problems: [400, 404, 422],
})
