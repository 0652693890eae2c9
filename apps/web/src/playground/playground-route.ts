import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { pageRoute } from '../shell/root-route'

export const playgroundRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/playground',
  validateSearch: z.object({
    labels: z.string().optional(),
    template: z.string().optional(),
    /** Where the sound comes from: a file or a recording, or the microphone while it sounds. */
    source: z.literal('live').optional().catch(undefined),
    /** Seconds of a window; the model's own where it is not said. */
    window: z.number().min(0.1).max(60).optional().catch(undefined),
    /** Seconds from one live window to the next. */
    hop: z.number().min(0.25).max(10).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./playground-page'), 'PlaygroundPage'),
})
