import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { storableText } from '../fields/text.js'

const statement = z
  .strictObject({
    statement: storableText.meta({ description: 'One statement that gives rows.' }),
  })
  .meta({
    id: 'SqlStatement',
    examples: [{ statement: 'select key, label, probability from earmark.top_labels limit 10' }],
  })

const sqlAnswer = z
  .object({
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string().meta({ description: 'As Postgres names it: `double precision`.' }),
      }),
    ),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))).meta({
      description:
        'Values in the order of the columns: numbers and booleans where JSON has them, otherwise as Postgres writes them.',
    }),
    isComplete: z.boolean().meta({ description: 'False where there are more rows than these.' }),
  })
  .meta({
    id: 'SqlAnswer',
    examples: [
      {
        columns: [
          { name: 'key', type: 'text' },
          { name: 'probability', type: 'real' },
        ],
        rows: [['nature/thunder.wav', 0.93]],
        isComplete: true,
      },
    ],
  })

export const runSql = defineRoute({
  operationId: 'runSql',
  method: 'post',
  path: '/v1/sql',
  tag: 'sql',
  scope: 'sql',
  summary: 'Ask the archive in SQL',
  description:
    'One statement that only reads, as `earmark_reader`, who sees the views and functions of docs/sql.md and nothing else. It may take 10 seconds, and is answered with up to 1,000 rows of up to 16 MB. The API key needs the scope `sql` (`npx earmark key create NAME --scope read sql`).',
  query: z.strictObject({}),
  body: statement,
  answers: { 200: answer('The rows.', sqlAnswer) },
  problems: [400, 409, 413, 415, 422, 429],
})
