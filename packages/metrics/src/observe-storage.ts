import type { Metrics } from './metrics.js'

/** Notes what goes to S3 and comes from it: what a storage is made with, beside its own options. */
export function observeStorage(metrics: Metrics | undefined): {
  onBytes: (direction: 'read' | 'written', bytes: number) => void
  onError: (code: string) => void
} {
  return {
    onBytes: (direction, bytes) =>
      metrics?.add('earmark_s3_transferred_bytes_total', { direction }, bytes),
    onError: (code) => metrics?.add('earmark_s3_errors_total', { code }),
  }
}
