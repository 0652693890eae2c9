import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { listKeys } from './list-keys.js'
import { revokeKey } from './revoke-key.js'

export function registerKeys(app: ApiServer, deps: ApiDependencies): void {
  listKeys(app, deps)
  revokeKey(app, deps)
}
