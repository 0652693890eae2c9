import { parseS3Url } from '@earmark/storage'

/** `prefix` of a request as queries take it; nothing where there is none. */
export function toAddressFilter(
  prefix: string | undefined,
): { bucket: string; keyPrefix: string } | undefined {
  if (prefix === undefined) return undefined
  const { bucket, key } = parseS3Url(prefix)
  return { bucket, keyPrefix: key }
}
