import { EarmarkError } from '@earmark/core/errors'

export type S3Address = { bucket: string; key: string }

/**
 * Reads `s3://bucket/key`. The key is taken as it stands: nothing in it is decoded, since `%` and `+` are
 * ordinary characters of a key.
 *
 * @throws EarmarkError INVALID_REQUEST
 */
export function parseS3Url(url: string): S3Address {
  const match = /^s3:\/\/([a-zA-Z0-9][a-zA-Z0-9._-]{1,254})(?:\/([\s\S]*))?$/.exec(url)
  const bucket = match?.[1]
  if (!bucket) {
    throw new EarmarkError(
      'INVALID_REQUEST',
      `${JSON.stringify(url.slice(0, 80))} is no S3 address. Write it as s3://bucket/key.`,
      {
        permanent: true,
        value: url.slice(0, 80),
      },
    )
  }
  return { bucket, key: match[2] ?? '' }
}

export function formatS3Url({ bucket, key }: S3Address): string {
  return `s3://${bucket}/${key}`
}
