import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import {
  booleanParameter,
  count,
  id,
  idParameter,
  integerParameter,
  secondsParameter,
  versionParameter,
} from '../fields/number.js'
import { storableText } from '../fields/text.js'
import { modelParameter, modelReference } from '../models/model.js'

const matrix = z.array(z.number())

export const objectScores = z
  .object({
    objectId: id,
    hearingId: id,
    model: modelReference,
    windowS: z.number(),
    hopS: z.number(),
    labels: z.array(z.string()).meta({ description: 'The columns.' }),
    labelCount: count.meta({
      description: 'Labels there are: more than columns where `top` leaves some out.',
    }),
    indexes: z.array(z.int()).meta({ description: 'The rows: each window by its index …' }),
    starts: z.array(z.number()).meta({ description: '… the second it starts at …' }),
    ends: z.array(z.number()).meta({ description: '… and the second it ends at.' }),
    probabilities: matrix.meta({
      description:
        'Row by row: label `l` in window `w` stands at `w * labels.length + l`. To five decimals.',
    }),
    similarities: matrix.nullable().meta({
      description:
        "Cosines with the labels' prompts, laid out likewise; null unless asked for, and for classifiers.",
    }),
  })
  .meta({
    id: 'ObjectScores',
    examples: [
      {
        objectId: 7,
        hearingId: 9,
        model: { id: 1, name: 'clap-mini', revision: '1' },
        windowS: 10,
        hopS: 10,
        labels: ['rain', 'dog'],
        labelCount: 2,
        indexes: [0, 1],
        starts: [0, 10],
        ends: [10, 20],
        probabilities: [0.98123, 0.01877, 0.25, 0.75],
        similarities: null,
      },
    ],
  })

export const getObjectScores = defineRoute({
  operationId: 'getObjectScores',
  method: 'get',
  path: '/v1/objects/{id}/scores',
  tag: 'objects',
  summary: 'What each window of an object sounds like',
  description:
    'Every window under every label of a stored set (`labelSet`) or under any words at all (`labels`), in compact arrays. Computed from the stored embeddings: the audio is not touched.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({
    labelSet: storableText.optional().meta({ description: 'Name of a label set.' }),
    labelSetVersion: versionParameter.optional().meta({ description: 'Default: the newest.' }),
    labels: storableText.optional().meta({
      description: 'Words in place of a label set, with commas between them: up to 500.',
      examples: ['rain,our gate'],
    }),
    template: storableText
      .optional()
      .meta({ description: 'Of `labels`.', examples: ['Sound of {}'] }),
    model: modelParameter.meta({
      description:
        'A model by its id, its name, or `name@revision`. Default: the one that the API runs where it has heard the object, otherwise the one that heard it last.',
    }),
    hearing: idParameter.optional().meta({
      description:
        'One of the hearings of `GET /v1/objects/{id}`, where a model has several. Default: the newest.',
    }),
    startS: secondsParameter
      .optional()
      .meta({ description: 'Only windows that end after this second.' }),
    endS: secondsParameter
      .optional()
      .meta({ description: 'Only windows that start before this second.' }),
    similarities: booleanParameter.optional().meta({ description: 'Default: false.' }),
    top: integerParameter({ min: 1, max: 500 }).optional().meta({
      description:
        'Only so many labels: those that are heard best in any of the windows, in the order of all. Their probabilities stay what they are among all.',
    }),
  }),
  answers: { 200: answer('The scores.', objectScores) },
  problems: [400, 404, 422],
})
