import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { createSignInCode } from './create-sign-in-code.js'
import { getSession } from './get-session.js'

/** What needs somebody who is known already. */
export function registerSession(app: ApiServer, deps: ApiDependencies): void {
  createSignInCode(app, deps)
  getSession(app)
}
