import { EarmarkError } from '@earmark/core'
import type { DecodeOptions } from './decode-options.js'

/** The reason itself, where the one who aborted gave a reason of ours. */
export function cancelled(name: string, signal: AbortSignal): EarmarkError {
  const cause: unknown = signal.reason
  if (cause instanceof EarmarkError) return cause
  return new EarmarkError('CANCELLED', `Decoding ${name} was cancelled.`, { cause })
}

export function timedOut(name: string, timeoutMs: number): EarmarkError {
  const message = `ffmpeg did not finish ${name} within ${timeoutMs / 1000} s.`
  return new EarmarkError('DECODE_TIMEOUT', message, { permanent: true })
}

/** @param declaredS the length that the file says it has; null where it says none */
export function tooLong(
  name: string,
  declaredS: number | null,
  { maxDurationS, tooLongBecause }: Pick<DecodeOptions, 'maxDurationS' | 'tooLongBecause'>,
): EarmarkError {
  const length =
    declaredS !== null && declaredS > maxDurationS ? ` (${Math.round(declaredS)} s)` : ''
  const limit = Number(maxDurationS.toFixed(3))
  const message = `${name} is longer than ${limit} s${length}. ${tooLongBecause ?? 'MAX_DURATION_S sets the limit.'}`
  const field = tooLongBecause === undefined ? {} : { field: 'windowS' }
  return new EarmarkError('TOO_LONG', message, { permanent: true, ...field })
}

/** @param maxHeldS see decodeSmallFiles */
export function tooLongToHold(name: string, maxHeldS: number): EarmarkError {
  const message = `${name} is longer than ${maxHeldS} s, too long to be held in memory as a whole.`
  return new EarmarkError('TOO_LONG', message, { field: 'maxHeldS', value: maxHeldS })
}
