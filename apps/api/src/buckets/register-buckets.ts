import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { listBucketObjects } from './list-bucket-objects.js'
import { listBuckets } from './list-buckets.js'

export function registerBuckets(app: ApiServer, deps: ApiDependencies): void {
  listBuckets(app, deps)
  listBucketObjects(app, deps)
}
