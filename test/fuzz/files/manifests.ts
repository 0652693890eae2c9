import { gzipSync } from 'node:zlib'
import { EarmarkError } from '@earmark/core'
import { readManifestText, readSource } from '@earmark/source'
import { createObjectStorage } from '@earmark/storage'
import { openTestStorage } from '@earmark/testing'
import { type Chance, pick } from '../choose.js'
import { type Target, WrongAnswer } from '../target.js'
import { mutateBytes } from './mutate-bytes.js'

const PART_KEY = 'data/1.csv.gz'
const INVENTORY = JSON.stringify({
  sourceBucket: 'archive',
  destinationBucket: 'arn:aws:s3:::lists',
  version: '2016-11-30',
  fileFormat: 'CSV',
  fileSchema: 'Bucket, Key, Size, ETag, IsLatest, IsDeleteMarker',
  files: [{ key: PART_KEY, size: 100, MD5checksum: 'f11166069f1990abeb9c97ace9cdfabc' }],
})

const SEEDS: Readonly<Record<'csv' | 'ndjson' | 'inventory', readonly Buffer[]>> = {
  csv: [
    'bucket,key,etag,version,size\narchive,a.wav,"""abc""",v1,100\narchive,"b, ""c"".wav",,,\n',
    'archive,a.wav,null\narchive,b.wav\n\n',
    's3://archive/a.wav\ns3://archive/\u00fc b.flac\n',
    '\ufeffURL;size\r\ns3://archive/a.wav;3\r\n',
  ].map((text) => Buffer.from(text)),
  ndjson: [
    '{"bucket":"archive","key":"a.wav","size":12,"etag":"x","versionId":null}\n"s3://archive/b.wav"\n',
    '{"url":"s3://archive/c.wav"}\n\n{"url":"s3://archive/\\u00fc.wav","size":0}',
  ].map((text) => Buffer.from(text)),
  inventory: [Buffer.from(INVENTORY)],
}
const PART = Buffer.from(
  '"archive","a+b%20c.wav","100","abc","true","false"\n"archive","x/","0","d","true","false"\n',
)
/** Of a machine at work. */
const PATIENCE_MS = 60_000
const FORMATS = ['csv', 'ndjson', 'inventory'] as const
const ALL = [...Object.values(SEEDS).flat(), PART]
const MAX_OBJECTS = 10_000

const BUCKET = 'lists'
/** What may be said of a manifest: that it is none, or names what is not there. */
const SAID = new Set([
  'INVALID_REQUEST',
  'TOO_LARGE',
  'OBJECT_NOT_FOUND',
  'BUCKET_NOT_FOUND',
  'ACCESS_DENIED',
])

/** Manifests: such as come in a request, and such as lie in S3, of which everything may be damaged, gzip included. */
export async function openManifests(): Promise<Target> {
  const server = await openTestStorage()
  const storage = createObjectStorage(server)
  await storage.createBucket(BUCKET)
  return {
    async send(chance) {
      const format = pick(chance, FORMATS)
      const text = mutateBytes(pick(chance, SEEDS[format]), ALL, chance)
      if (format !== 'inventory' && chance(4) > 0) {
        return read(toPages(readManifestText(text.toString(), format)), { text })
      }
      const part = mutateBytes(PART, ALL, chance)
      await storage.putObject({ bucket: BUCKET, key: 'manifest', body: pack(text, chance) })
      await storage.putObject({ bucket: BUCKET, key: PART_KEY, body: pack(part, chance) })
      const source = { manifest: `s3://${BUCKET}/manifest`, format }
      const signal = AbortSignal.timeout(PATIENCE_MS)
      return read(readSource({ storage }, source, { cursor: null, signal }), { text, part })
    },
    close: async () => {
      storage.close()
      await server.close()
      return []
    },
  }
}

function pack(file: Buffer, chance: Chance): Buffer {
  if (chance(3) > 0) return file
  const packed = gzipSync(file)
  return chance(2) === 0 ? packed : mutateBytes(packed, ALL, chance)
}

type Found = { bucket: string; key: string; size?: number | null }

async function* toPages(objects: AsyncIterable<Found>): AsyncGenerator<{ found: Found[] }> {
  for await (const object of objects) yield { found: [object] }
}

async function read(
  pages: AsyncIterable<{ found: readonly Found[] }>,
  input: Record<string, Buffer>,
): Promise<string> {
  const fail = (what: string) => {
    throw new WrongAnswer(
      what,
      Object.fromEntries(
        Object.entries(input).map(([name, bytes]) => [name, bytes.toString('latin1')]),
      ),
    )
  }
  let objects = 0
  try {
    for await (const { found } of pages) {
      for (const { bucket, key, size } of found) {
        if (!bucket || !key || key.includes('\0'))
          fail(`${JSON.stringify({ bucket, key })} can be no object.`)
        if (size !== undefined && size !== null && !(size >= 0))
          fail(`${key} has a size of ${size}.`)
        objects += 1
      }
      if (objects > MAX_OBJECTS) fail('More objects than bytes.')
    }
  } catch (error) {
    if (error instanceof WrongAnswer) throw error
    if (error instanceof EarmarkError && SAID.has(error.code)) return error.code
    fail(String((error as Error).stack))
  }
  return objects > 0 ? 'objects' : 'none'
}
