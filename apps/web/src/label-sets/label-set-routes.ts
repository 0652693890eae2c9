import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { pageRoute } from '../shell/root-route'

export const labelSetsRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/label-sets',
  component: lazyRouteComponent(() => import('./label-sets-page'), 'LabelSetsPage'),
})

export const newLabelSetRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/label-sets/new',
  /** A label to begin with: words that were searched for. */
  validateSearch: z.object({ label: z.string().optional() }),
  component: lazyRouteComponent(() => import('./new-label-set-page'), 'NewLabelSetPage'),
})

export const labelSetRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/label-sets/$name',
  validateSearch: z.object({
    version: z.number().optional().catch(undefined),
    /** A version that it is compared with. */
    with: z.number().optional().catch(undefined),
    /** A label that is being taught, and the precision that its detections should have. */
    teach: z.string().optional().catch(undefined),
    precision: z.number().gt(0).lt(1).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./label-set-page'), 'LabelSetPage'),
})
