/** A part of an object: its first and its last byte. */
export type ByteRange = { first: number; last: number }

/**
 * Reads a Range header (RFC 9110). What asks for several parts, or for no bytes, is answered with the whole, as the
 * standard allows.
 *
 * @param size of the whole, in bytes
 * @returns null for the whole; "unsatisfiable" where the range begins behind its end
 */
export function readRange(
  header: string | undefined,
  size: number,
): ByteRange | null | 'unsatisfiable' {
  const [, from = '', to = ''] =
    /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '') ?? []
  if (from === '' && to === '') return null
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 }
  }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return null
  if (first >= size) return 'unsatisfiable'
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}
