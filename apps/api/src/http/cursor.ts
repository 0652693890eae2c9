import { z } from 'zod'
import { invalidRequest } from './http-problem.js'
import { shortenText } from './shorten.js'

/** Where a list goes on: opaque to callers, and only for the list it came from. */
export function encodeCursor(list: string, position: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString('base64url')
}

/** A cursor for the list after the row with this id. */
export const idPosition = z.tuple([z.int().nonnegative()])

/**
 * The position that the query parameter `cursor` of a list stands for; undefined where there is none.
 *
 * @throws HttpProblem 400 where it does not come from this very list
 */
export function decodeCursor<Position extends z.ZodType<readonly (number | string)[]>>(
  list: string,
  position: Position,
  cursor: string | undefined,
): z.output<Position> | undefined {
  if (cursor === undefined) return undefined
  const [from, ...rest] = decode(cursor)
  const parsed = position.safeParse(rest)
  if (from === list && parsed.success) return parsed.data
  const value = shortenText(cursor)
  const message = `cursor must be the nextCursor of a page of this very list; received ${JSON.stringify(value)}.`
  throw invalidRequest([{ field: 'cursor', value, message }])
}

function decode(text: string): unknown[] {
  if (!/^[\w-]{1,4000}$/.test(text)) return []
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
