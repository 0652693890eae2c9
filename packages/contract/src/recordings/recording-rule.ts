import { z } from 'zod'
import { count, id } from '../fields/number.js'
import { s3Prefix } from '../fields/s3-url.js'
import { text } from '../fields/text.js'

const MAX_PATTERNS = 10
const MAX_TAG_NAMES = 50

const tagNames = z.array(text(100)).max(MAX_TAG_NAMES).default([])

/** What a rule says. */
export const newRecordingRule = z
  .strictObject({
    prefix: s3Prefix.nullish().meta({
      description:
        'For keys below this address, where no rule has a longer one. Without: for all that no other rule is for.',
      examples: ['s3://archive/field/'],
    }),
    patterns: z
      .array(text(300))
      .min(1)
      .max(MAX_PATTERNS)
      .default(['iso'])
      .meta({
        description:
          'Tried in this order: `iso`, `audiomoth`, `song-meter`, or one of your own with {YYYY} {MM} {DD} {hh} {mm} {ss} {zone}, fields such as {site}, and {*} for anything.',
        examples: [['{site}/{YYYY}{MM}{DD}_{hh}{mm}{ss}']],
      }),
    timeZone: text(100)
      .default('UTC')
      .meta({
        description: 'Of times that name no zone themselves, as the IANA calls it.',
        examples: ['Europe/Berlin'],
      }),
    fileTags: tagNames.meta({
      description: "The files' own tags that become fields, by name; `*` for all.",
    }),
  })
  .meta({ id: 'NewRecordingRule' })

export const recordingCounts = z
  .object({
    objects: count,
    byKey: count.meta({ description: 'Whose key says when they were recorded.' }),
    byTags: count.meta({ description: "Whose file's own tags say so." }),
    impossible: count.meta({ description: 'Whose key or tags name no date, such as 31 February.' }),
    unknown: count.meta({ description: 'Of which nothing says anything.' }),
    examples: z.array(z.string()).meta({
      description: 'Addresses of some that are impossible or unknown, the impossible ones first.',
    }),
    isPending: z.boolean().meta({
      description: 'Whether something is still being derived; the figures are those so far.',
    }),
  })
  .meta({ id: 'RecordingCounts' })

export const recordingRule = z
  .object({
    id,
    prefix: z.string().nullable(),
    patterns: z.array(z.string()),
    timeZone: z.string(),
    fileTags: z.array(z.string()),
    changedAt: z.date(),
  })
  .meta({ id: 'RecordingRule' })
