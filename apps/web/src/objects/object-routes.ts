import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { queryClient } from '../api/query-client'
import { pageRoute } from '../shell/root-route'
import { objectQuery } from './object-queries'

export const objectsRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/objects',
  validateSearch: z.object({ bucket: z.string().optional(), prefix: z.string().optional() }),
  component: lazyRouteComponent(() => import('./objects-page'), 'ObjectsPage'),
})

const seconds = z.number().nonnegative().optional().catch(undefined)

export const objectRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/objects/$id',
  validateSearch: z.object({
    /** The play head. */
    t: seconds,
    /** What is to be seen; default: all of it. */
    from: seconds,
    to: seconds,
    /** A label set by its name … */
    set: z.string().optional(),
    /** … or any words in its place. */
    words: z.string().optional(),
    hearing: z.number().optional().catch(undefined),
  }),
  loader: ({ params }) => {
    queryClient.prefetchQuery(objectQuery(params.id)).catch(() => {})
  },
  component: lazyRouteComponent(() => import('./object-page'), 'ObjectPage'),
})
