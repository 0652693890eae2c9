import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { getAgreement } from './get-agreement.js'
import { review } from './review.js'

export function registerReview(app: ApiServer, deps: ApiDependencies): void {
  review(app, deps)
  getAgreement(app, deps)
}
