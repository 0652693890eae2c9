import type { Annotation } from '@earmark/db'
import type { z } from 'zod'
import type { annotation } from './schemas/annotation.js'

/** An annotation as HTTP shows it. */
export function describeAnnotation(stored: Annotation): z.input<typeof annotation> {
  const { hearingId: _, windowIndex, ...rest } = stored
  return { ...rest, window: windowIndex }
}
