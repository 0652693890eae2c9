import { z } from 'zod'

const MAX_FIELDS = 10
/** `site=north`: the name has no `=`. */
const FIELD = /^[^=\0]{1,100}=[^\0]{0,1000}$/
const LONE_SURROGATE = /\p{Cs}/u

const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .meta({ type: 'string', format: 'date-time', pattern: undefined })

const field = z
  .string()
  .regex(FIELD, 'must be a field and its value, such as site=north')
  .refine((text) => !LONE_SURROGATE.test(text), { error: 'must be valid Unicode' })

/** When and where what is asked for was recorded. */
export const recordingFilter = {
  recordedFrom: instant.optional().meta({
    description: 'Recordings that begin then or later. What has no known time is left out.',
    examples: ['2024-05-01T00:00:00Z'],
  }),
  recordedTo: instant.optional().meta({
    description: 'Recordings that begin before then.',
    examples: ['2024-06-01T00:00:00Z'],
  }),
  metadata: z
    .union([field, z.array(field).max(MAX_FIELDS)])
    .optional()
    .transform((given) =>
      given === undefined
        ? undefined
        : Object.fromEntries([given].flat().map((text) => splitField(text))),
    )
    .meta({
      description:
        'Objects with this field, as `site=north`; given several times, with all of them.',
      examples: ['site=north'],
    }),
}

function splitField(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}
