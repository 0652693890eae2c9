import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { decodeKey, toListedObject } from './list-objects.js'
import type { FolderPage } from './object-storage.js'

type SendPage = (command: ListObjectsV2Command) => Promise<ListObjectsV2CommandOutput>

/** A page of what lies below a prefix: objects, and in place of what lies below a delimiter, the folder. */
export async function listFolder(
  send: SendPage,
  request: {
    bucket: string
    prefix?: string | undefined
    delimiter?: string | undefined
    token?: string | undefined
    pageSize: number
  },
): Promise<FolderPage> {
  const { bucket, prefix, delimiter, token, pageSize } = request
  const page = await send(
    new ListObjectsV2Command({
      Bucket: bucket,
      MaxKeys: pageSize,
      EncodingType: 'url',
      ...(prefix && { Prefix: prefix }),
      ...(delimiter && { Delimiter: delimiter }),
      ...(token && { ContinuationToken: token }),
    }),
  )
  const decode = page.EncodingType === 'url' ? decodeKey : (key: string) => key
  return {
    objects: (page.Contents ?? []).map((object) => toListedObject(object, decode)),
    folders: (page.CommonPrefixes ?? []).map((folder) => decode(folder.Prefix ?? '')),
    nextToken: (page.IsTruncated && page.NextContinuationToken) || null,
  }
}
