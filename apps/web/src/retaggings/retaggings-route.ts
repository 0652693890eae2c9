import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { pageRoute } from '../shell/root-route'

export const retaggingsRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/retaggings',
  component: lazyRouteComponent(() => import('./retaggings-page'), 'RetaggingsPage'),
})
