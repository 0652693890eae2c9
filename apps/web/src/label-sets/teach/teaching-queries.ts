import type { LabelSet } from '@earmark/client'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { patientApi } from '../../api/client'

/** What the answers there are now would make of a label; asking changes nothing. */
export function trainingQuery({ id }: LabelSet, label: string, precision: number | undefined) {
  return queryOptions({
    queryKey: ['label-sets', id, 'training', label, precision],
    queryFn: ({ signal }) =>
      patientApi.trainLabel(
        { id, label, ...(precision !== undefined && { precision }) },
        { signal },
      ),
    placeholderData: keepPreviousData,
    // Somebody may have answered meanwhile.
    staleTime: 0,
  })
}
