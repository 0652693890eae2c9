import { ApiError } from '@earmark/client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { sessionQuery } from '../session/session-query'
import { Button } from '../ui/button'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import about from './about/about.module.css'
import { OwnTools } from './about/own-tools'
import { Relations } from './about/relations'
import { Answer } from './answer/answer'
import { sayPlace } from './ask/place-of-error'
import { Examples } from './cookbook/examples'
import { NotAllowed } from './not-allowed'
import styles from './sql-page.module.css'
import { sqlAnswerQuery, sqlDescriptionQuery } from './sql-queries'

const route = getRouteApi('/page/sql')

/** Most of what this page loads: the rest of it is there before. */
const SqlEditor = lazy(async () => ({ default: (await import('./ask/sql-editor')).SqlEditor }))

/** Longer than a server takes an address: what is typed is then kept by the visit alone. */
const MAX_ADDRESS = 6_000

const FIRST = `select label_set, label, count(*) as objects, round(sum(duration_s)::numeric / 3600, 2) as hours
from earmark.top_labels
group by label_set, label
order by objects desc
limit 50`

/** One statement that reads, what came of it, and what else can be asked. */
export function SqlPage() {
  const { q = FIRST } = route.useSearch()
  const { ran } = useLocation().state
  const navigate = route.useNavigate()
  const session = useQuery(sessionQuery).data
  const isAllowed = session?.scopes.includes('sql') ?? false
  const description = useQuery(sqlDescriptionQuery(isAllowed)).data
  const { data, error, isFetching, refetch } = useQuery(sqlAnswerQuery(isAllowed ? ran : undefined))
  const mistake = useMemo(() => findMistake(ran, error), [ran, error])
  const keep = (statement: string) =>
    encodeURIComponent(statement).length <= MAX_ADDRESS ? statement : undefined
  // A step back leads to what ran before, as it was.
  const replace = q !== ran
  const write = (statement: string) => {
    navigate({
      search: (rest) => ({ ...rest, q: keep(statement) }),
      state: true,
      replace,
      resetScroll: false,
    }).catch(() => {})
  }
  const run = (statement: string) => {
    if (statement === ran) refetch().catch(() => {})
    else {
      navigate({
        search: (rest) => ({ ...rest, q: keep(statement) }),
        state: { ran: statement },
        replace,
        resetScroll: false,
      }).catch(() => {})
    }
  }
  if (session && !isAllowed) return <NotAllowed name={session.name} />
  return (
    <>
      <PageHead title="SQL">
        <Examples onChoose={write} />
        <Button isDisabled={isFetching || q.trim() === ''} kind="main" onClick={() => run(q)}>
          {isFetching ? 'Running …' : 'Run'}
        </Button>
      </PageHead>
      <div className={styles.page}>
        <div className={styles.ask}>
          <Suspense fallback={<pre className={styles.statement}>{q}</pre>}>
            <SqlEditor
              description={description}
              mistake={mistake}
              onChange={write}
              onRun={run}
              statement={q}
            />
          </Suspense>
          <p className={styles.hint}>
            <kbd>Ctrl</kbd> <kbd>Enter</kbd> runs it, <kbd>Tab</kbd> leaves it. A statement reads
            for at most 10 s and shows at most 1,000 rows.
          </p>
          {error && !isFetching && <Problem error={error} isInline />}
          {mistake && !isFetching && (
            <p className={styles.place}>At {sayPlace(mistake.statement, mistake.position)}.</p>
          )}
          {isFetching && <Loading />}
          {data && !error && !isFetching && <Answer answer={data} />}
        </div>
        <aside className={about.about}>
          {description && <Relations {...description} />}
          {description && <OwnTools {...description} />}
        </aside>
      </div>
    </>
  )
}

function findMistake(statement: string | undefined, error: unknown) {
  if (statement === undefined || !(error instanceof ApiError)) return undefined
  const at = error.problems.find(({ position }) => position !== undefined)
  return at && { statement, position: at.position!, message: at.message }
}
