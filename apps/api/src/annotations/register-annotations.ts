import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { annotate } from './annotate.js'
import { listAnnotations } from './list-annotations.js'

export function registerAnnotations(app: ApiServer, deps: ApiDependencies): void {
  annotate(app, deps)
  listAnnotations(app, deps)
}
