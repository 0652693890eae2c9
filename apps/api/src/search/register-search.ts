import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { listSimilar } from './list-similar.js'
import { search } from './search.js'
import { searchIndex } from './search-index.js'

export function registerSearch(app: ApiServer, deps: ApiDependencies): void {
  search(app, deps)
  listSimilar(app, deps)
  searchIndex(app, deps)
}
