import { z } from 'zod'
import { noAnswer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { integerParameter, versionParameter } from '../fields/number.js'
import { storableText } from '../fields/text.js'
import { MAX_LABELS } from '../limits.js'
import { MAX_HOP_S, MIN_HOP_S, soundFormats } from './listening.js'

const secondsBetween = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,3}(\.\d{0,9})?$/, `must be a number of seconds from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, {
      error: `must be a number of seconds from ${min} to ${max}`,
    })
    .meta({ pattern: undefined, type: 'number', minimum: min, maximum: max })

export const listen = defineRoute({
  operationId: 'listen',
  method: 'get',
  path: '/v1/listen',
  tag: 'listen',
  scope: 'submit',
  summary: 'Listen live, over a WebSocket',
  description:
    'Binary messages bring sound, in pieces of any length. Text messages are JSON: `{"type":"set", …}` changes labels, template, label set, hop, top or the format of the sound while it runs, and `{"type":"end"}` ends it; the API sends `listening` (what holds now), `sound`, `window` (scores), `dropped` and `problem`, as docs/listen.md describes. Nothing is stored. `API_LISTENERS` (4) may listen at a time, one API key half of them; more are answered with 429, as all that is wrong is, before there is a WebSocket. The same request without `Upgrade` is answered likewise, for browsers, which do not say why a WebSocket was refused. A browser that is signed in needs its cookie only, and its page must be of this API; the connection ends with the key or the session (close code 1008).',
  query: z.strictObject({
    labels: storableText.optional().meta({
      description: 'Words, with commas between them: up to 500. Or `labelSet`.',
      examples: ['dog,siren'],
    }),
    template: storableText.optional().meta({ description: 'Of `labels`.' }),
    labelSet: storableText.optional().meta({ description: 'Name of a label set.' }),
    labelSetVersion: versionParameter.optional().meta({ description: 'Default: the newest.' }),
    windowS: secondsBetween(1, 60).optional().meta({
      description: "How much sound is heard at once, at most the model's window. Default: 5.",
    }),
    hopS: secondsBetween(MIN_HOP_S, MAX_HOP_S).default(1).meta({
      description: 'From one window to the next.',
    }),
    top: integerParameter({ min: 1, max: MAX_LABELS })
      .optional()
      .meta({ description: 'Scores of each window. Default: of all labels.' }),
    format: z.enum(soundFormats).default('container').meta({
      description:
        'What the binary messages hold: `container` (WebM, Ogg and all that browsers record), or samples without one, interleaved.',
    }),
    sampleRate: integerParameter({ min: 8000, max: 192_000 })
      .default(48_000)
      .meta({ description: 'Hz, of samples.' }),
    channels: integerParameter({ min: 1, max: 8 }).default(1).meta({ description: 'Of samples.' }),
  }),
  answers: {
    101: noAnswer('The connection is a WebSocket from now on.'),
    204: noAnswer('It would be: this request did not ask for it with `Upgrade: websocket`.'),
  },
  problems: [400, 403, 404, 422, 429],
})
