import { z } from 'zod'
import { checkObject } from '../check-object.js'
import type { SourceObject } from '../source-page.js'
import { malformed } from './malformed.js'
import { readLines } from './read-lines.js'

const text = z.string().nullish()
const lineSchema = z.union([
  z.string().transform((url) => ({ url })),
  z.object({
    url: text,
    bucket: text,
    key: text,
    etag: text,
    versionId: text,
    size: z.number().nullish(),
  }),
])

/** The objects of an NDJSON manifest: `{"bucket": …, "key": …}`, `{"url": "s3://…"}` or `"s3://…"` a line. */
export async function* readNdjsonObjects(
  chunks: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<SourceObject> {
  for await (const { line, text } of readLines(chunks, name)) {
    if (text.trim() === '') continue
    const object = readLine(text)
    if (typeof object === 'string') throw malformed(name, line, object)
    yield object
  }
}

function readLine(text: string): SourceObject | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'it is no JSON.'
  }
  const parsed = lineSchema.safeParse(value)
  if (!parsed.success)
    return 'it is neither an S3 address nor an object with url, or bucket and key, as texts.'
  const given = Object.entries(parsed.data).filter(([, field]) => field !== null)
  return checkObject(Object.fromEntries(given))
}
