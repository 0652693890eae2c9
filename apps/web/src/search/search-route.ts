import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { pageRoute } from '../shell/root-route'

const number = z.number().optional().catch(undefined)

export const searchRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/search',
  validateSearch: z.object({
    q: z.string().optional(),
    /** More like this: an object, and a window of it. */
    like: number,
    window: number,
    prefix: z.string().optional(),
    batch: number,
    label: z.string().optional(),
    minProbability: number,
    minDurationS: number,
    maxDurationS: number,
  }),
  component: lazyRouteComponent(() => import('./search-page'), 'SearchPage'),
})
