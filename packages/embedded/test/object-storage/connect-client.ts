import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { ObjectStorageProcess } from '../../src/index.js'

/** The AWS SDK on a server, without tries of its own that would hide what the server says. */
export function connectClient(server: ObjectStorageProcess, more: S3ClientConfig = {}): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = server
  const credentials = { accessKeyId, secretAccessKey }
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    ...more,
  })
}
