import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type _Object as S3Object,
} from '@aws-sdk/client-s3'
import { withoutQuotes } from './object-head.js'
import type { ListedObject } from './object-storage.js'

export type ListRequest = {
  bucket: string
  prefix?: string
  startAfter?: string
  pageSize?: number
}

type SendPage = (command: ListObjectsV2Command) => Promise<ListObjectsV2CommandOutput>

const PAGE_SIZE = 1000

/** Pages through the objects of a bucket, in the bytewise order of their keys. */
export async function* listObjects(
  send: SendPage,
  { bucket, prefix, startAfter, pageSize = PAGE_SIZE }: ListRequest,
): AsyncGenerator<ListedObject[]> {
  let token: string | undefined
  let after = startAfter
  for (;;) {
    const page = await send(
      new ListObjectsV2Command({
        Bucket: bucket,
        MaxKeys: pageSize,
        // XML cannot hold every character that a key can.
        EncodingType: 'url',
        ...(prefix && { Prefix: prefix }),
        ...(after && { StartAfter: after }),
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    )
    const decode = page.EncodingType === 'url' ? decodeKey : (key: string) => key
    const objects = (page.Contents ?? []).map((object) => toListedObject(object, decode))
    yield objects
    if (!page.IsTruncated) return
    token = page.NextContinuationToken
    const last = objects.at(-1)?.key
    // A server that gives no token can still be asked for what lies behind the last key.
    if (token === undefined && last !== undefined) after = last
    else if (token === undefined) return
  }
}

export function toListedObject(object: S3Object, decode: (key: string) => string): ListedObject {
  return {
    key: decode(object.Key ?? ''),
    etag: withoutQuotes(object.ETag),
    size: object.Size ?? 0,
    lastModified: object.LastModified ?? null,
  }
}

/** Encoded keys are form-encoded on some servers: a plus sign stands for a space, and a real one is %2B. */
export function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    // Not encoded, whatever the answer says of itself.
    return key
  }
}
