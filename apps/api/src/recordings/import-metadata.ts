import { routes } from '@earmark/contract'
import { saveMetadata } from '@earmark/db'
import { formatS3Url } from '@earmark/storage'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { invalidRequest } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { deriveWithin } from './derive-within.js'

/** A hundred thousand rows with a few fields each. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024

export function importMetadata(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(
    app,
    routes.importMetadata,
    async ({ body: { bucket, rows, replace } }) => {
      requireDistinct(rows)
      const said = rows.map(({ key, prefix = '', fields }) => ({
        bucket,
        key: key ?? prefix,
        isPrefix: key === undefined,
        fields,
      }))
      const { unknown, examples } = await saveMetadata(db, said, { replaces: replace })
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

type Row = { key?: string | undefined; prefix?: string | undefined }

/** @throws HttpProblem 400 where two rows are of one key: nothing says which is meant */
function requireDistinct(rows: readonly Row[]): void {
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
