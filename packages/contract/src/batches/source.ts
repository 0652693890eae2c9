import { z } from 'zod'
import { s3ObjectUrl, s3Prefix } from '../fields/s3-url.js'
import { MAX_KEYS } from '../limits.js'
import { objectFilter } from './object-filter.js'

export const prefixSource = z
  .strictObject({ prefix: s3Prefix, ...objectFilter })
  .meta({ id: 'PrefixSource', examples: [{ prefix: 's3://archive/2026/', include: ['*.flac'] }] })

const keysSource = z.strictObject({
  keys: z.array(s3ObjectUrl).min(1).max(MAX_KEYS).meta({
    description: 'Each once; a key that is repeated counts once.',
  }),
})

const manifestSource = z.strictObject({
  manifest: s3ObjectUrl.meta({
    description:
      'A list of objects in S3, gzipped or not: CSV (`bucket,key[,version]`, or with a header that names bucket, key, etag, version, size or url), NDJSON (`{"bucket", "key", …}` or `"s3://…"` a line), or the manifest.json of an S3 Inventory in CSV. Keys stand as they are, except in an inventory.',
    examples: ['s3://archive/lists/2026.csv.gz'],
  }),
  format: z
    .enum(['csv', 'ndjson', 'inventory'])
    .optional()
    .meta({ description: "Default: what the manifest's name says, otherwise CSV." }),
})

const textSource = z.strictObject({
  manifestText: z
    .string()
    .min(1)
    .meta({
      description: `The text of a manifest, of up to ${MAX_KEYS.toLocaleString('en')} objects.`,
      examples: ['bucket,key\narchive,a.wav\n'],
    }),
  format: z.enum(['csv', 'ndjson']).default('csv'),
})

export const source = z.union([prefixSource, keysSource, manifestSource, textSource], {
  error: 'must have either a prefix, a list of keys, a manifest or a manifestText',
})
export type Source = z.output<typeof source>
