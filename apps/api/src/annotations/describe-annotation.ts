import type { annotation } from '@earmark/contract'
import type { Annotation } from '@earmark/db'
import type { z } from 'zod'

/** An annotation as HTTP shows it. */
export function describeAnnotation(stored: Annotation): z.output<typeof annotation> {
  const { hearingId: _, windowIndex, ...rest } = stored
  return { ...rest, window: windowIndex }
}
