import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { booleanParameter, count } from '../fields/number.js'
import { bucketName } from '../fields/s3-url.js'
import { storableText, text } from '../fields/text.js'
import { MAX_METADATA_ROWS } from '../limits.js'

const MAX_FIELDS = 100
const MAX_VALUE_CHARACTERS = 2_000
/** Each is a number of degrees, or none. */
const degrees: Readonly<Record<string, number>> = { latitude: 90, longitude: 180 }
const DECIMAL = /^[+-]?\d{1,3}(\.\d{1,15})?$/

const fields = z
  .record(
    text(100).refine((name) => !name.includes('='), { error: 'must have no "="' }),
    z
      .union([
        storableText.max(MAX_VALUE_CHARACTERS),
        z.number().transform(String),
        z.boolean().transform(String),
      ])
      .nullable(),
  )
  .superRefine((given, context) => {
    if (Object.keys(given).length > MAX_FIELDS) {
      context.addIssue({ code: 'custom', message: `must be at most ${MAX_FIELDS} fields` })
    }
    for (const [name, bound] of Object.entries(degrees)) {
      const said = given[name]
      if (typeof said !== 'string' || (DECIMAL.test(said) && Math.abs(Number(said)) <= bound))
        continue
      const message = `must be degrees from -${bound} to ${bound}, such as 52.52`
      context.addIssue({ code: 'custom', path: [name], message, input: said })
    }
  })

const row = z
  .strictObject({
    key: storableText.max(1024).optional(),
    prefix: z.string().max(1024).optional().meta({ description: 'All keys that begin so.' }),
    fields,
  })
  .refine((given) => (given.key === undefined) !== (given.prefix === undefined), {
    error: 'must have a key or a prefix, and not both',
  })

export const metadataRows = z.array(row).min(1).max(MAX_METADATA_ROWS)

const inBucket = bucketName.optional()
const replaces = "Whether a row's fields take the place of all that was said of it."

export const importMetadata = defineRoute({
  operationId: 'importMetadata',
  method: 'post',
  path: '/v1/metadata',
  tag: 'recordings',
  summary: 'Say where, and with what, objects were recorded',
  description:
    'Fields of any names, for keys or for all keys that begin so; longer prefixes win over shorter ones, and keys over all. All rows are kept, or none. What is said of keys that nobody has heard yet is kept for when they are, and counted. A field that is null is one that the object has not. CSV and NDJSON are read as by `npx earmark metadata import`; their bucket is in the query.',
  query: z.strictObject({
    bucket: inBucket.meta({ description: 'That the keys are in. JSON may say it in its body.' }),
    replace: booleanParameter.optional().meta({ description: replaces }),
  }),
  body: z
    .strictObject({
      bucket: inBucket.meta({ description: 'Required here or in the query.' }),
      rows: metadataRows,
      replace: z.boolean().optional().meta({ description: replaces }),
    })
    .meta({ id: 'MetadataImport' }),
  texts: {
    'text/csv': z.string().meta({
      description:
        'A header with `key` or `prefix` and names of fields, then a line for each key. An empty cell says nothing.',
      examples: ['prefix,site,latitude\nfield/north/,North,52.52\n'],
    }),
    'application/x-ndjson': z.string().meta({
      description: 'An object a line, with `key` or `prefix` and fields.',
      examples: ['{"prefix":"field/north/","site":"North","latitude":52.52}\n'],
    }),
  },
  answers: {
    200: answer(
      'What was kept.',
      z
        .object({
          rows: count,
          unknown: count.meta({ description: 'Keys and prefixes that no object has so far.' }),
          examples: z.array(z.string()).meta({ description: 'Some of these.' }),
          isPending: z.boolean().meta({
            description: 'Whether objects are still being given their fields, in the background.',
          }),
        })
        .meta({ id: 'ImportedMetadata' }),
    ),
  },
  problems: [400, 413, 415],
})
