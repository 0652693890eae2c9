import { type ServerProcess, startChild } from './start-child.js'

export interface ObjectStorageOptions {
  /** Folder for the objects, created where needed; one process at a time. */
  dataDir: string
  /** 0, the default, takes any free port. */
  port?: number
  host?: string
}

export interface ObjectStorageProcess extends ServerProcess {
  endpoint: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** What object-storage-child.ts is told. */
export type ObjectStorageChildOptions = Required<ObjectStorageOptions>

/**
 * Starts an S3 server (s3rver) in a child process. Buckets are made by S3's own CreateBucket call. Its one account
 * is fixed (S3RVER / S3RVER), so it must stay on the loopback interface.
 *
 * @throws EarmarkError CONFLICT where the port is taken or another process has the data folder open
 */
export async function startObjectStorage({
  dataDir,
  port = 0,
  host = '127.0.0.1',
}: ObjectStorageOptions): Promise<ObjectStorageProcess> {
  const options: ObjectStorageChildOptions = { dataDir, port, host }
  const { details: _, ...server } = await startChild(
    new URL('../dist/object-storage-child.js', import.meta.url),
    options,
    // s3rver encrypts its continuation tokens with a cipher that OpenSSL 3 calls legacy.
    ['--openssl-legacy-provider'],
  )
  return {
    ...server,
    endpoint: `http://${host}:${server.port}`,
    region: 'us-east-1',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
  }
}
