import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { pageRoute } from '../shell/root-route'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The statement whose rows are shown: kept with the visit, so that a link from elsewhere runs nothing by itself. */
    ran?: string
  }
}

export const sqlRoute = createRoute({
  getParentRoute: () => pageRoute,
  path: '/sql',
  validateSearch: z.object({
    q: z.string().optional(),
    show: z.enum(['table', 'bars', 'line']).optional().catch(undefined),
    /** The columns that a chart is drawn of. */
    x: z.string().optional(),
    y: z.string().optional(),
  }),
  component: lazyRouteComponent(() => import('./sql-page'), 'SqlPage'),
})
