import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { pageRoute } from '../shell/root-route'

export const watchesRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/watches',
  component: lazyRouteComponent(() => import('./watches-page'), 'WatchesPage'),
})
