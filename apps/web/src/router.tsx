import { createRouter } from '@tanstack/react-router'
import { activityRoute } from './activity/activity-route'
import { archiveRoute } from './archive/archive-route'
import { batchesRoute, batchRoute, newBatchRoute } from './batches/batch-routes'
import { keysRoute } from './keys/keys-route'
import { labelSetRoute, labelSetsRoute, newLabelSetRoute } from './label-sets/label-set-routes'
import { objectRoute, objectsRoute } from './objects/object-routes'
import { playgroundRoute } from './playground/playground-route'
import { retaggingsRoute } from './retaggings/retaggings-route'
import { reviewRoute } from './review/review-route'
import { searchRoute } from './search/search-route'
import { signInRoute } from './session/sign-in-route'
import { pageRoute, rootRoute } from './shell/root-route'
import { sqlRoute } from './sql/sql-route'
import { Loading } from './ui/loading'
import { Problem } from './ui/problem'
import { watchesRoute } from './watches/watches-route'

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    pageRoute.addChildren([
      archiveRoute,
      batchesRoute,
      newBatchRoute,
      batchRoute,
      objectsRoute,
      objectRoute,
      searchRoute,
      activityRoute,
      reviewRoute,
      labelSetsRoute,
      newLabelSetRoute,
      labelSetRoute,
      watchesRoute,
      retaggingsRoute,
      playgroundRoute,
      sqlRoute,
      keysRoute,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error, reset }) => <Problem error={error} onRetry={reset} />,
  defaultNotFoundComponent: () => (
    <Problem error={new Error('There is no page at this address.')} />
  ),
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
