import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { createWatch } from './create-watch.js'
import { deleteWatch } from './delete-watch.js'
import { getWatch } from './get-watch.js'
import { listWatches } from './list-watches.js'
import { runWatch } from './run-watch.js'
import { takeEvents } from './take-events.js'

export function registerWatches(app: ApiServer, deps: ApiDependencies): void {
  createWatch(app, deps)
  listWatches(app, deps)
  getWatch(app, deps)
  deleteWatch(app, deps)
  runWatch(app, deps)
  // A scope of its own: no other route takes plain text.
  app.register((events, _options, done) => {
    takeEvents(events as unknown as ApiServer, deps)
    done()
  })
}
