import { listen } from './listen.js'
import { lockFolder } from './lock-folder.js'
import { readCredentials } from './object-storage/credentials.js'
import { Buckets } from './object-storage/files/buckets.js'
import { serveObjectStorage } from './object-storage/serve-object-storage.js'
import { serveAsChild } from './serve-as-child.js'
import type { ObjectStorageChildOptions } from './start-object-storage.js'

serveAsChild<ObjectStorageChildOptions>(async ({ dataDir, host, port }) => {
  const unlock = lockFolder(dataDir)
  try {
    const credentials = readCredentials(dataDir)
    const buckets = new Buckets(dataDir)
    await buckets.sweep()
    const server = serveObjectStorage({
      buckets,
      credentials,
      host,
      onFailure: (error) => process.stderr.write(`The embedded S3 server: ${String(error)}\n`),
    })
    return {
      port: await listen(server, { host, port, who: 'The embedded S3 server' }),
      details: { ...credentials },
      close: async () => {
        await new Promise((closed) => {
          server.close(closed)
          server.closeIdleConnections()
          setTimeout(() => server.closeAllConnections(), 2_000).unref()
        })
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
})
