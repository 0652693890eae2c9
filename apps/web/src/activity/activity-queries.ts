import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type { ActivitySearch } from './activity-search'

/** Where the browser is, unless the URL says otherwise. */
export const homeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

export function activityQuery({ label, set, by, zone, prefix, from, to }: ActivitySearch) {
  return queryOptions({
    queryKey: ['activity', { label, set, by, zone, prefix, from, to }],
    queryFn: ({ signal }) =>
      api.listActivity(
        {
          label: label ?? '',
          by: by ?? 'hour',
          timeZone: zone ?? homeZone,
          ...(set !== undefined && { labelSet: set }),
          ...(prefix !== undefined && { prefix }),
          ...(from !== undefined && { recordedFrom: from }),
          ...(to !== undefined && { recordedTo: to }),
        },
        { signal },
      ),
    enabled: label !== undefined,
    placeholderData: keepPreviousData,
  })
}
