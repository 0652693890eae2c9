import { createRootRoute, createRoute, Outlet } from '@tanstack/react-router'
import { Shell } from './shell'

export const rootRoute = createRootRoute({ component: Outlet })

/** All pages for those who are signed in: beside the navigation, above the player. */
export const pageRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'page',
  component: Shell,
})
