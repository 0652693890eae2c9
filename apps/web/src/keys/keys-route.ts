import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { pageRoute } from '../shell/root-route'

export const keysRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/keys',
  component: lazyRouteComponent(() => import('./keys-page'), 'KeysPage'),
})
