import { ApiError } from '@earmark/client'
import { QueryCache, QueryClient } from '@tanstack/react-query'

/** Told of answers that say that nobody is signed in any more. */
const signedOutListeners = new Set<() => void>()

export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Away is not wrong: an API that restarts is back in seconds. What is wrong stays so.
      retry: (failures, error) => isAway(error) && failures < 5,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
      // The page asks by itself whether the API is there; what the browser thinks of the network says little of loopback.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', onError: noticeSignedOut },
  },
})

export function isAway(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'API_UNREACHABLE'
}

/** Whether an answer is a list of more pages than are read anew for little reason. */
export function isLong(data: unknown): boolean {
  const { pages } = (data ?? {}) as { pages?: unknown[] }
  return pages !== undefined && pages.length > 3
}

function noticeSignedOut(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) {
    for (const listener of signedOutListeners) listener()
  }
}
