import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { pageRoute } from '../shell/root-route'
import { strategies } from './strategies'

const text = z.string().optional().catch(undefined)
const number = z.number().optional().catch(undefined)

export const reviewRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/review',
  validateSearch: z.object({
    labelSet: text,
    version: number,
    label: text,
    strategy: z
      .enum(strategies.map(({ name }) => name))
      .optional()
      .catch(undefined),
    answered: z.literal('others').optional().catch(undefined),
    prefix: text,
    batch: number,
    recordedFrom: text,
    recordedTo: text,
    metadata: text,
    seed: number,
    /** The moment that is listened to: object and window, such as `41.2`. */
    at: text,
  }),
  component: lazyRouteComponent(() => import('./review-page'), 'ReviewPage'),
})
