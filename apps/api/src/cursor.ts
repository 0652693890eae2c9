import { z } from 'zod'

/** Where a list goes on: opaque to callers, and only for the list it came from. */
export function encodeCursor(list: string, position: readonly number[]): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString('base64url')
}

/** A cursor for the list after the row with this id. */
export const idPosition = z.tuple([z.int().nonnegative()])

/** The query parameter `cursor` of a list, decoded into its position. */
export function cursorParameter<Position extends z.ZodType<readonly number[]>>(
  list: string,
  position: Position,
) {
  return z
    .string()
    .transform((text, context): z.output<Position> => {
      const [from, ...numbers] = decode(text)
      const parsed = position.safeParse(numbers)
      if (from === list && parsed.success) return parsed.data
      context.issues.push({
        code: 'custom',
        message: 'must be the nextCursor of a page of this very list',
        input: text,
      })
      return z.NEVER
    })
    .optional()
    .meta({ description: 'The `nextCursor` of the page before.' })
}

function decode(text: string): unknown[] {
  if (!/^[\w-]{1,400}$/.test(text)) return []
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
