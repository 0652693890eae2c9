import { EarmarkError } from '@earmark/core'
import { parseS3Url } from '@earmark/storage'
import { z } from 'zod'

/** S3's own limit, in UTF-8. */
const MAX_KEY_BYTES = 1024
const LONE_SURROGATE = /\p{Cs}/u

/** `s3://bucket/prefix` or, without a prefix, a whole bucket. */
export const s3Prefix = z
  .string()
  .superRefine((url, context) => report(findProblem(url), url, context))

/** `s3://bucket/key` */
export const s3ObjectUrl = z.string().superRefine((url, context) => {
  const isWithoutKey = 'must name an object: s3://bucket/key'
  report(findProblem(url) ?? (parseS3Url(url).key === '' ? isWithoutKey : null), url, context)
})

function report(message: string | null, input: string, context: z.core.$RefinementCtx): void {
  if (message !== null) context.issues.push({ code: 'custom', message, input })
}

function findProblem(url: string): string | null {
  try {
    const { key } = parseS3Url(url)
    if (key.includes('\0')) return 'must not contain NUL'
    if (LONE_SURROGATE.test(key)) return 'must be valid Unicode; it contains half a character'
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
      return `must have a key of at most ${MAX_KEY_BYTES.toLocaleString('en')} bytes, as S3 has`
    }
    return null
  } catch (error) {
    if (error instanceof EarmarkError) return 'must be an S3 address such as s3://bucket/key'
    throw error
  }
}
