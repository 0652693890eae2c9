import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'

export type SqlAnswer = Awaited<ReturnType<typeof api.runSql>>
export type SqlDescription = Awaited<ReturnType<typeof api.describeSql>>
export type SqlValue = SqlAnswer['rows'][number][number]

export function sqlDescriptionQuery(isAllowed: boolean) {
  return queryOptions({
    queryKey: ['sql', 'description'],
    queryFn: ({ signal }) => api.describeSql({}, { signal }),
    enabled: isAllowed,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The rows of a statement as they were when it ran: asked again only by whoever runs it again. */
export function sqlAnswerQuery(statement: string | undefined) {
  return queryOptions({
    queryKey: ['sql', 'answer', statement],
    queryFn: ({ signal }) => api.runSql({ statement: statement! }, { signal }),
    enabled: statement !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}
