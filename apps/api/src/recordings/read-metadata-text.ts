import { MAX_METADATA_ROWS, metadataRows } from '@earmark/contract'
import { readMetadataTable, toChunks } from '@earmark/source'
import type { z } from 'zod'
import { describeIssues } from '../http/describe-issues.js'
import { invalidRequest } from '../http/http-problem.js'

/**
 * The rows of a table that came as a request's body.
 *
 * @throws EarmarkError INVALID_REQUEST, or HttpProblem 400, that names the line
 */
export async function readMetadataText(
  text: string,
  { bucket, isCsv }: { bucket: string; isCsv: boolean },
): Promise<z.output<typeof metadataRows>> {
  const table = { name: 'the body', isCsv, bucket, maxRows: MAX_METADATA_ROWS }
  const { rows, lines } = await readMetadataTable(toChunks(text), table)
  const parsed = metadataRows.safeParse(rows)
  if (parsed.success) return parsed.data
  const toLine = (said: string) =>
    said.replace(/^\[(\d+)\](\.fields)?\.?/, (_, index) => `line ${lines[Number(index)]}: `)
  const issues = describeIssues(parsed.error.issues, rows)
  throw invalidRequest(
    issues.map((one) => ({ ...one, field: toLine(one.field), message: toLine(one.message) })),
  )
}
