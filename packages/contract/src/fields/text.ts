import { z } from 'zod'

/** Half of a surrogate pair is no character: it has no UTF-8, so no database could hold it. */
const LONE_SURROGATE = /\p{Cs}/u
const CONTROL_CHARACTER = /\p{Cc}/u

/** Short text that people write, such as a name: trimmed, on one line. */
export function text(maxCharacters: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxCharacters)
    .refine((value) => !CONTROL_CHARACTER.test(value), {
      error: 'must not contain control characters such as NUL or a line break',
    })
    .refine((value) => !LONE_SURROGATE.test(value), {
      error: 'must be valid Unicode; it contains half a character',
    })
}

/** Text that is looked up as it stands: whatever a database can hold. */
export const storableText = z
  .string()
  .min(1)
  .max(10_000)
  .refine((value) => !value.includes('\0'), { error: 'must not contain NUL' })
  .refine((value) => !LONE_SURROGATE.test(value), {
    error: 'must be valid Unicode; it contains half a character',
  })
