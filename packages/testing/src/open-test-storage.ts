import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startObjectStorage } from '@earmark/embedded'

export type TestStorage = Awaited<ReturnType<typeof startObjectStorage>> & {
  /** Starts it anew on the same port, with what it held, after a stop. */
  start: () => Promise<void>
  close: () => Promise<void>
}

/** A real S3 server with no buckets, for one test file. */
export async function openTestStorage(): Promise<TestStorage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'earmark-test-'))
  const first = await startObjectStorage({ dataDir, port: 0 })
  let server = first
  return {
    ...first,
    stop: () => server.stop(),
    start: async () => {
      server = await startObjectStorage({ dataDir, port: first.port })
    },
    close: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
