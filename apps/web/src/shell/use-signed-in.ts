import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { onSignedOut } from '../api/query-client'
import { sessionQuery } from '../session/session-query'

/** Who is signed in; whoever is not, or not any more, is led to the door and back here afterwards. */
export function useSignedIn() {
  const router = useRouter()
  const { data } = useQuery(sessionQuery)
  useEffect(
    () =>
      onSignedOut(() => {
        // Several answers say so at once: who is at the door already must not be led back to it.
        const { pathname, href } = router.latestLocation
        if (pathname === '/sign-in') return
        router.navigate({ to: '/sign-in', search: { next: href }, replace: true }).catch(() => {})
      }),
    [router],
  )
  return data
}
