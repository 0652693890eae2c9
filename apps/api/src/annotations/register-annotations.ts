import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { annotate } from './annotate.js'
import { annotateMany } from './annotate-many.js'
import { listAnnotations } from './list-annotations.js'

export function registerAnnotations(app: ApiServer, deps: ApiDependencies): void {
  annotate(app, deps)
  annotateMany(app, deps)
  listAnnotations(app, deps)
}
