import type { retagging } from '@earmark/contract'
import type { Retagging } from '@earmark/db'
import type { z } from 'zod'

/** A re-tagging as HTTP shows it. */
export function describeRetagging(stored: Retagging): z.output<typeof retagging> {
  const { scope, total, done, ...rest } = stored
  return {
    ...rest,
    scope: {
      prefix: scope.scope === 'prefix' ? `s3://${scope.bucket}/${scope.keyPrefix}` : null,
      batch: scope.scope === 'batch' ? scope.batchId : null,
    },
    counts: { hearings: total, done },
  }
}
