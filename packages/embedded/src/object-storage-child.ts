import { createServer } from 'node:http'
import S3rver from 's3rver'
import { listen } from './listen.js'
import { lockFolder } from './lock-folder.js'
import { guardRequests } from './object-storage/guard-requests.js'
import { ObjectStore } from './object-storage/object-store.js'
import { serveAsChild } from './serve-as-child.js'
import type { ObjectStorageChildOptions } from './start-object-storage.js'

serveAsChild<ObjectStorageChildOptions>(async ({ dataDir, host, port }) => {
  const unlock = lockFolder(dataDir)
  const s3 = new S3rver({
    directory: dataDir,
    silent: true,
    // Paths, not host names, tell buckets apart: a host name of its own needs DNS.
    vhostBuckets: false,
  })
  s3.store = s3.context.store = new ObjectStore(dataDir)
  s3.middleware.unshift(guardRequests(host))
  // Not s3rver's own run(): it never tells of a port that is taken.
  const server = createServer(s3.callback())
  try {
    return {
      port: await listen(server, { host, port, who: 'The embedded S3 server' }),
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
