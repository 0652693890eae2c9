import { parseS3Url, type S3Address } from '@earmark/storage'
import type { ReportFormat } from './format-report.js'

/**
 * Where a batch's report goes and in which format: `to` itself where it names a .csv or .ndjson file, otherwise
 * `batch-<id>.csv` under it.
 */
export function placeReport(to: string, batchId: number): S3Address & { format: ReportFormat } {
  const { bucket, key } = parseS3Url(to)
  const [, extension] = /\.(csv|ndjson)$/.exec(key) ?? []
  if (extension) return { bucket, key, format: extension as ReportFormat }
  const folder = key === '' || key.endsWith('/') ? key : `${key}/`
  return { bucket, key: `${folder}batch-${batchId}.csv`, format: 'csv' }
}
