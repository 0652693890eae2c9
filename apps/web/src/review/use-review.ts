import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client'
import {
  gainedQuery,
  type Moment,
  placeOf,
  type ReviewAsked,
  reviewQuery,
  type Verdict,
} from './review-queries'

const route = getRouteApi('/page/review')

type Answer = { moment: Moment; verdict: Verdict }

/** Where one is in the list, what one has answered, and how to go on. */
export function useReview(asked: ReviewAsked) {
  const { at } = route.useSearch()
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const list = useQuery(reviewQuery(asked))
  /** One's own, the oldest first. */
  const [answers, setAnswers] = useState<Answer[]>([])
  const verdictOf = (moment: Moment) =>
    answers.findLast((answer) => placeOf(answer.moment) === placeOf(moment))?.verdict
  const listed = list.data?.items ?? []
  const before = answers
    .map(({ moment }) => moment)
    .filter((moment) => !listed.some((one) => placeOf(one) === placeOf(moment)))
  const moments = [...before, ...listed]
  const current =
    moments.find((moment) => placeOf(moment) === at) ??
    moments.find((moment) => verdictOf(moment) === undefined)

  function show(moment: Moment | undefined): void {
    navigate({
      search: (rest) => ({ ...rest, at: moment && placeOf(moment) }),
      replace: true,
      resetScroll: false,
    }).catch(() => {})
  }

  const keep = useMutation({
    mutationFn: ({ moment, verdict }: { moment: Moment; verdict: Verdict | null }) => {
      const version = list.data?.labelSet.version
      return api.annotate({
        object: moment.objectId,
        window: moment.window,
        labelSet: asked.labelSet,
        // Of the version that is listened to: taken back, it is looked for there.
        ...(version !== undefined && { labelSetVersion: version }),
        label: asked.label,
        verdict,
      })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: gainedQuery(asked).queryKey }),
    // What was not kept is asked again.
    onError: (_, { moment }) => {
      setAnswers((said) => said.filter((one) => placeOf(one.moment) !== placeOf(moment)))
      show(moment)
    },
  })

  function step(by: 1 | -1): void {
    const next = moments[(current ? moments.indexOf(current) : -1) + by]
    if (next) show(next)
  }

  return {
    list,
    answers,
    current,
    /** Where it is among all. */
    place: current ? moments.indexOf(current) : -1,
    count: moments.length,
    verdict: current && verdictOf(current),
    error: keep.error,
    step,
    say(verdict: Verdict): void {
      if (!current) return
      const said = answers.filter(({ moment }) => placeOf(moment) !== placeOf(current))
      setAnswers([...said, { moment: current, verdict }])
      keep.mutate({ moment: current, verdict }, { onSuccess: goOnWhereNothingIsLeft })
      const open = (moment: Moment) => moment !== current && verdictOf(moment) === undefined
      const next = moments.slice(moments.indexOf(current) + 1).find(open) ?? moments.find(open)
      show(next)
      function goOnWhereNothingIsLeft() {
        if (next === undefined) list.refetch().catch(() => {})
      }
    },
    takeBack(): void {
      const last = answers.at(-1)
      if (!last) return
      setAnswers(answers.slice(0, -1))
      keep.mutate({ moment: last.moment, verdict: null })
      show(last.moment)
    },
  }
}
