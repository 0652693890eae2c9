import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { rootRoute } from '../shell/root-route'

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ code: z.string().optional(), next: z.string().optional() }),
  component: lazyRouteComponent(() => import('./sign-in-page'), 'SignInPage'),
})
