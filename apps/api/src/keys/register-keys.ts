import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { createKey } from './create-key.js'
import { listKeys } from './list-keys.js'
import { revokeKey } from './revoke-key.js'
import { rotateKey } from './rotate-key.js'

export function registerKeys(app: ApiServer, deps: ApiDependencies): void {
  createKey(app, deps)
  listKeys(app, deps)
  revokeKey(app, deps)
  rotateKey(app, deps)
}
