import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../api/client'

export type RunningModel = Awaited<ReturnType<typeof api.listModels>>['items'][number]

/** The model that the API runs: whether it takes any words, and how much it hears at once. */
export const runningModelQuery = queryOptions({
  queryKey: ['models', 'running'],
  queryFn: async ({ signal }) => {
    const { items } = await api.listModels({}, { signal })
    return items.find(({ isRunning }) => isRunning) ?? null
  },
  staleTime: 60_000,
})

/** The API's model where it has labels of its own and takes no others; undefined where it takes any, or is not known yet. */
export function useOwnLabels(): RunningModel | undefined {
  const model = useQuery(runningModelQuery).data
  return model?.kind === 'classifier' ? model : undefined
}
