import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { pageRoute } from '../shell/root-route'

export const playgroundRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/playground',
  validateSearch: z.object({
    labels: z.string().optional(),
    template: z.string().optional(),
    /** Seconds of a window; the model's own where it is not said. */
    window: z.number().min(0.1).max(60).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./playground-page'), 'PlaygroundPage'),
})
