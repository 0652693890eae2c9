import { z } from 'zod'

const S3_URL = /^s3:\/\/[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}(?:\/([\s\S]*))?$/
/** S3's own limit, in UTF-8. */
const MAX_KEY_BYTES = 1024
const LONE_SURROGATE = /\p{Cs}/u

export const bucketName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}$/, 'must be the name of a bucket')

/** `s3://bucket/prefix` or, without a prefix, a whole bucket. */
export const s3Prefix = z
  .string()
  .superRefine((url, context) => report(findProblem(url), url, context))

/** `s3://bucket/key` */
export const s3ObjectUrl = z.string().superRefine((url, context) => {
  const isWithoutKey = 'must name an object: s3://bucket/key'
  report(findProblem(url) ?? (keyOf(url) === '' ? isWithoutKey : null), url, context)
})

function report(message: string | null, input: string, context: z.core.$RefinementCtx): void {
  if (message !== null) context.issues.push({ code: 'custom', message, input })
}

function findProblem(url: string): string | null {
  const key = keyOf(url)
  if (key === null) return 'must be an S3 address such as s3://bucket/key'
  if (key.includes('\0')) return 'must not contain NUL'
  if (LONE_SURROGATE.test(key)) return 'must be valid Unicode; it contains half a character'
  if (new TextEncoder().encode(key).length > MAX_KEY_BYTES) {
    return `must have a key of at most ${MAX_KEY_BYTES.toLocaleString('en')} bytes, as S3 has`
  }
  return null
}

/** What follows the bucket; null where it is no S3 address. */
function keyOf(url: string): string | null {
  const match = S3_URL.exec(url)
  return match && (match[1] ?? '')
}
