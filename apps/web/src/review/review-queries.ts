import type { Review } from '@earmark/client'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type { strategies } from './strategies'

/** What the URL says of a review; `at` aside. */
export type ReviewAsked = {
  labelSet: string
  label: string
  version?: number | undefined
  strategy?: (typeof strategies)[number]['name'] | undefined
  answered?: 'others' | undefined
  prefix?: string | undefined
  batch?: number | undefined
  recordedFrom?: string | undefined
  recordedTo?: string | undefined
  metadata?: string | undefined
  seed?: number | undefined
}

export type Moment = Review['items'][number]
export type Verdict = Moment['said'][number]['verdict']

const AHEAD = 20

/** The next moments to listen to. Asked anew only when they are used up: an answer must not shuffle what comes next. */
export function reviewQuery({ version, ...asked }: ReviewAsked) {
  return queryOptions({
    queryKey: ['review', { version, ...asked }],
    queryFn: ({ signal }) =>
      api.review(
        {
          ...defined(asked),
          ...(version !== undefined && { labelSetVersion: version }),
          limit: AHEAD,
        },
        { signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
}

/** What people answered for the label, in all versions of its set. */
export function gainedQuery({ labelSet, label }: Pick<ReviewAsked, 'labelSet' | 'label'>) {
  return queryOptions({
    queryKey: ['review', 'gained', labelSet, label],
    queryFn: ({ signal }) => api.getAgreement({ labelSet, label }, { signal }),
  })
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

function defined<T extends object>(asked: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined && value !== ''),
  ) as Defined<T>
}

/** A moment's name in the URL. */
export const placeOf = ({ objectId, window }: Pick<Moment, 'objectId' | 'window'>): string =>
  `${objectId}.${window}`
