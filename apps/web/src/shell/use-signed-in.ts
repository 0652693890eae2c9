import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { onSignedOut } from '../api/query-client'
import { sessionQuery } from '../session/session-query'

/** Who is signed in; whoever is not, or not any more, is led to the door and back here afterwards. */
export function useSignedIn() {
  const navigate = useNavigate()
  const { href } = useLocation()
  const { data } = useQuery(sessionQuery)
  useEffect(
    () =>
      onSignedOut(() => {
        navigate({ to: '/sign-in', search: { next: href }, replace: true }).catch(() => {})
      }),
    [navigate, href],
  )
  return data
}
