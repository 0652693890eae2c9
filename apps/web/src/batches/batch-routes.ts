import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { queryClient } from '../api/query-client'
import { pageRoute } from '../shell/root-route'
import { batchesQuery, batchQuery } from './batch-queries'

export const batchesRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/batches',
  loader: () => {
    queryClient.prefetchInfiniteQuery(batchesQuery).catch(() => {})
  },
  component: lazyRouteComponent(() => import('./batches-page'), 'BatchesPage'),
})

export const newBatchRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/batches/new',
  validateSearch: z.object({ prefix: z.string().optional() }),
  component: lazyRouteComponent(() => import('./new-batch-page'), 'NewBatchPage'),
})

export const batchRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/batches/$id',
  validateSearch: z.object({
    items: z.enum(['pending', 'running', 'done', 'skipped', 'failed']).optional(),
  }),
  loader: ({ params }) => {
    queryClient.prefetchQuery(batchQuery(params.id)).catch(() => {})
  },
  component: lazyRouteComponent(() => import('./batch-page'), 'BatchPage'),
})
