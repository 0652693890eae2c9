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
 * Starts an S3 server in a child process. Buckets are made by S3's own CreateBucket call. Its one pair of keys is made
 * once and kept in the data folder; every request must be signed with it.
 *
 * @throws EarmarkError CONFLICT where the port is taken or another process has the data folder open
 */
export async function startObjectStorage({
  dataDir,
  port = 0,
  host = '127.0.0.1',
}: ObjectStorageOptions): Promise<ObjectStorageProcess> {
  const options: ObjectStorageChildOptions = { dataDir, port, host }
  const child = await startChild(
    new URL('../dist/object-storage-child.js', import.meta.url),
    options,
  )
  const { details, ...server } = child
  return {
    ...server,
    endpoint: `http://${host}:${server.port}`,
    region: 'us-east-1',
    accessKeyId: details.accessKeyId ?? '',
    secretAccessKey: details.secretAccessKey ?? '',
  }
}
