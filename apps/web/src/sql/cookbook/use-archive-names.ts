import { useQuery } from '@tanstack/react-query'
import { statsQuery } from '../../archive/stats-query'
import { newestLabelSetsQuery } from '../../label-sets/label-set-queries'
import type { ArchiveNames } from './fit-recipe'

/** The label set that the cookbook means where there is one of its name, otherwise the first; the model that heard most. */
export function useArchiveNames(): ArchiveNames {
  const sets = useQuery(newestLabelSetsQuery).data ?? []
  const models = useQuery({ ...statsQuery, refetchInterval: false }).data?.models ?? []
  return {
    labelSet: sets.find(({ name }) => name === 'sounds') ?? sets[0],
    model: models.toSorted((a, b) => b.objects - a.objects)[0]?.name,
  }
}
