import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'

const sqlDescription = z
  .object({
    role: z.string().meta({ description: 'Who reads: `earmark_reader`.' }),
    connection: z
      .object({ host: z.string(), port: z.int(), database: z.string() })
      .nullable()
      .meta({
        description:
          'Where the API finds the database; a login of its own comes from whoever administers it. Null for the embedded Postgres, which knows no logins.',
      }),
    views: z.array(
      z.object({
        name: z.string().meta({ description: 'Below the schema `earmark`.' }),
        description: z.string(),
        columns: z.array(z.object({ name: z.string(), type: z.string(), description: z.string() })),
      }),
    ),
    functions: z.array(
      z.object({
        name: z.string().meta({ description: 'Below the schema `earmark`.' }),
        arguments: z.string().meta({ description: 'With their types, as Postgres writes them.' }),
        description: z.string(),
      }),
    ),
  })
  .meta({ id: 'SqlDescription' })

export const describeSql = defineRoute({
  operationId: 'describeSql',
  method: 'get',
  path: '/v1/sql',
  tag: 'sql',
  scope: 'sql',
  summary: 'What can be asked in SQL',
  description:
    'The views with their columns and the functions that `earmark_reader` may use, each explained, and where the database is, for programs that speak to Postgres themselves. The API key needs the scope `sql`.',
  query: z.strictObject({}),
  answers: { 200: answer('Views, functions and the way to them.', sqlDescription) },
  problems: [400, 403],
})
