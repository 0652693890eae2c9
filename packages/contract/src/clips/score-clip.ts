import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { MAX_WORDS } from '../limits.js'

const question = z
  .strictObject({
    labels: z
      .array(z.string())
      .max(MAX_WORDS)
      .optional()
      .meta({ description: 'Any words. Not for a model with labels of its own.' }),
    template: z
      .string()
      .optional()
      .meta({ description: 'Of `labels`.', examples: ['Sound of {}'] }),
  })
  .meta({ id: 'ClipQuestion', examples: [{ labels: ['dog', 'rain'], template: 'Sound of {}' }] })

const clipScores = z
  .object({
    labels: z.array(z.string()).meta({ description: 'The columns, as they were sent.' }),
    probabilities: z.array(z.number()).meta({
      description:
        'Row by row: label `l` in window `w` stands at `w * labels.length + l`. To five decimals.',
    }),
    similarities: z.array(z.number()).nullable().meta({
      description: "Cosines with the labels' prompts, laid out likewise; null for classifiers.",
    }),
  })
  .meta({
    id: 'ClipScores',
    examples: [
      {
        labels: ['dog', 'rain'],
        probabilities: [0.98123, 0.01877, 0.25, 0.75],
        similarities: [0.52, 0.24, 0.2, 0.27],
      },
    ],
  })

export const scoreClip = defineRoute({
  operationId: 'scoreClip',
  method: 'post',
  path: '/v1/clips/{id}/scores',
  tag: 'clips',
  audited: false,
  summary: 'What the windows of a clip sound like',
  description:
    'Under any words, up to 500, and 100,000 scores. Only words that were not asked before are encoded, so that one may ask with each key that is pressed. A clip that is no longer kept is answered with 404: send it again.',
  params: z.strictObject({ id: z.string() }),
  query: z.strictObject({}),
  body: question,
  answers: { 200: answer('The scores.', clipScores) },
  problems: [400, 404, 413, 415, 422],
})
