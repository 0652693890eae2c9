import { type metadataRows, routes } from '@earmark/contract'
import { saveMetadata } from '@earmark/db'
import { formatS3Url } from '@earmark/storage'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { invalidRequest } from '../http/http-problem.js'
import { type RouteRequest, serveRoute } from '../http/serve-route.js'
import { deriveWithin } from './derive-within.js'
import { readMetadataText } from './read-metadata-text.js'

/** A hundred thousand rows with a few fields each. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024

const NO_BODY = 'body is missing; send a JSON object, or a table as CSV or NDJSON.'

type Rows = z.output<typeof metadataRows>

/** On a server of its own: no other route takes a table. */
export function importMetadata(app: ApiServer, { db }: ApiDependencies): void {
  for (const type of Object.keys(routes.importMetadata.texts)) {
    app.addContentTypeParser(
      type,
      { parseAs: 'string' },
      async (_request: FastifyRequest, text: string) => text,
    )
  }
  serveRoute(
    app,
    routes.importMetadata,
    async (request) => {
      const { bucket, rows, replaces } = await readImport(request)
      const said = rows.map(({ key, prefix = '', fields }) => ({
        bucket,
        key: key ?? prefix,
        isPrefix: key === undefined,
        fields,
      }))
      const { unknown, examples } = await saveMetadata(db, said, { replaces })
      return {
        rows: rows.length,
        unknown,
        examples: examples.map(formatS3Url),
        isPending: await deriveWithin(db),
      }
    },
    { bodyLimit: BODY_LIMIT_BYTES },
  )
}

/** What is to be kept, whatever it came as. */
async function readImport({
  body,
  query,
  headers,
}: RouteRequest<typeof routes.importMetadata>): Promise<{
  bucket: string
  rows: Rows
  replaces: boolean
}> {
  if (body === undefined) throw invalidRequest([{ field: 'body', message: NO_BODY }])
  const asked = typeof body === 'string' ? query : { ...query, ...body }
  const { bucket } = asked
  if (bucket === undefined) {
    const message = 'bucket is missing: name in the query the bucket that the keys are in.'
    throw invalidRequest([{ field: 'bucket', message }])
  }
  if (typeof body !== 'string') requireDistinct(body.rows)
  const isCsv = headers['content-type']?.startsWith('text/csv') ?? false
  const rows =
    typeof body === 'string' ? await readMetadataText(body, { bucket, isCsv }) : body.rows
  return { bucket, rows, replaces: asked.replace ?? false }
}

/** @throws HttpProblem 400 where two rows are of one key: nothing says which is meant */
function requireDistinct(rows: Rows): void {
  const places = new Map<string, number>()
  for (const [index, { key, prefix }] of rows.entries()) {
    const id = JSON.stringify([key, prefix])
    const earlier = places.get(id)
    if (earlier !== undefined) {
      const what =
        key === undefined ? `prefix ${JSON.stringify(prefix)}` : `key ${JSON.stringify(key)}`
      const message = `rows[${index}] says something of the ${what} again, as rows[${earlier}] does.`
      throw invalidRequest([{ field: `rows[${index}]`, message }])
    }
    places.set(id, index)
  }
}
