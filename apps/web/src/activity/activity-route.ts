import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { pageRoute } from '../shell/root-route'
import { activitySearch } from './activity-search'

export const activityRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/activity',
  validateSearch: activitySearch,
  component: lazyRouteComponent(() => import('./activity-page'), 'ActivityPage'),
})
