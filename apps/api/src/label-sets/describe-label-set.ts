import type { labelSet } from '@earmark/contract'
import { type Database, type LabelSet, listExamples } from '@earmark/db'
import type { z } from 'zod'

/** A label set as HTTP shows it, with what its labels by example are learned from. */
export async function describeLabelSet(
  db: Database,
  stored: LabelSet,
): Promise<z.output<typeof labelSet>> {
  if (!stored.labels.some(({ isByExample }) => isByExample)) return stored
  const examples = await listExamples(db, stored.id)
  return {
    ...stored,
    labels: stored.labels.map((label) =>
      label.isByExample
        ? {
            ...label,
            examples: examples
              .filter(({ labelId }) => labelId === label.id)
              .map(({ labelId: _, hearingId: __, windowIndex, ...rest }) => ({
                ...rest,
                window: windowIndex,
              })),
          }
        : label,
    ),
  }
}
