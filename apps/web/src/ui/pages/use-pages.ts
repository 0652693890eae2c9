import { type QueryKey, type UseQueryOptions, useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { countRows, FIRST_PAGE, notePage, pagesInSight, placeOf } from './known-pages'

type Page<Item> = { items: Item[]; nextCursor: string | null }
type Sight = { first: number; last: number }

/** What is in sight changes with every few pixels; what is asked for, by so many rows. */
const STEP = 50

/**
 * A list of any length, a query for each page. Only those in sight are asked for and kept up to date; of the others no
 * more is remembered than how many rows they have. Of another list it has to be another component's (`key`).
 */
export function usePages<Item, Key extends QueryKey>(
  pageQuery: (cursor: string) => UseQueryOptions<Page<Item>, Error, Page<Item>, Key>,
) {
  const [known, setKnown] = useState(FIRST_PAGE)
  const [sight, setSight] = useState<Sight>({ first: 0, last: 0 })
  const inSight = pagesInSight(known, sight)
  const results = useQueries({ queries: inSight.map((index) => pageQuery(known[index]!.cursor)) })
  // The same list where nothing has changed, which ends it.
  useEffect(() => {
    setKnown((before) => {
      let after = before
      for (const [at, index] of inSight.entries()) {
        const page = results[at]?.data
        // Known by its place: what came before may have changed it meanwhile.
        if (!page || after[index]?.cursor !== known[index]?.cursor) continue
        after = notePage(after, index, { rows: page.items.length, nextCursor: page.nextCursor })
      }
      return after
    })
  })
  const failed = results.find(({ error }) => error !== null)
  return {
    count: countRows(known),
    /** @returns undefined while its page is on its way again */
    rowAt(row: number): Item | undefined {
      const { page, at } = placeOf(known, row)
      return results[inSight.indexOf(page)]?.data?.items[at]
    },
    show({ first, last }: Sight): void {
      const next = { first: first - (first % STEP), last: last - (last % STEP) + STEP }
      setSight((now) => (now.first === next.first && now.last === next.last ? now : next))
    },
    error: failed?.error ?? null,
    refetch: () => failed?.refetch(),
  }
}
