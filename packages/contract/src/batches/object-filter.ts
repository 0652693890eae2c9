import { z } from 'zod'

/** Whether it means anything is the API's to say: it compiles them. */
const glob = z.string().min(1).max(256)

/** The time that a key takes grows with the characters of all globs together. */
const MAX_CHARACTERS = 4_096

const globs = z
  .array(glob)
  .min(1)
  .max(100)
  .refine((list) => list.reduce((sum, text) => sum + text.length, 0) <= MAX_CHARACTERS, {
    error: `must have at most ${MAX_CHARACTERS} characters in all its globs together`,
  })
  .optional()
const bytes = z.int().nonnegative().optional()
const instant = z.iso.datetime({ offset: true }).optional()

/** Which objects under a prefix are meant: the fields of a request, all optional. */
export const objectFilter = {
  include: globs.meta({
    description:
      'Only keys that match one of these globs: `*.flac` matches the last part of a key, `2026/**/*.wav` all of it. `*`, `**`, `?`, `[a-z]` and `{wav,flac}` have their usual meaning.',
    examples: [['*.{wav,flac}']],
  }),
  exclude: globs.meta({ description: 'No keys that match one of these globs.' }),
  minSize: bytes.meta({ description: 'Bytes.' }),
  maxSize: bytes.meta({ description: 'Bytes.' }),
  modifiedAfter: instant.meta({ description: 'Only objects modified at or after this moment.' }),
  modifiedBefore: instant.meta({ description: 'Only objects modified before this moment.' }),
}
