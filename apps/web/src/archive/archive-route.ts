import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { queryClient } from '../api/query-client'
import { pageRoute } from '../shell/root-route'
import { statsQuery } from './stats-query'

export const archiveRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/',
  loader: () => {
    queryClient.prefetchQuery(statsQuery).catch(() => {})
  },
  component: lazyRouteComponent(() => import('./archive-page'), 'ArchivePage'),
})
