import type { LabelSet } from '@earmark/client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { patientApi } from '../../api/client'
import { counted } from '../../format/format-number'
import { Button } from '../../ui/button'
import { Loading } from '../../ui/loading'
import { Problem } from '../../ui/problem'
import { Report } from './report'
import styles from './teaching.module.css'
import { trainingQuery } from './teaching-queries'

const route = getRouteApi('/page/label-sets/$name')

const PRECISIONS = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99]

/** What people's answers make of a label, how good that is, and the way to have the archive listened to by it. */
export function Teaching({ set, label }: { set: LabelSet; label: string }) {
  const { precision } = route.useSearch()
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const { data, error, isFetching, refetch } = useQuery(trainingQuery(set, label, precision))
  const publish = useMutation({
    mutationFn: () =>
      patientApi.publishLabelSet({
        id: set.id,
        labels: [{ label, ...(precision !== undefined && { precision }) }],
      }),
    async onSuccess({ labelSet }) {
      await queries.invalidateQueries({ queryKey: ['label-sets'] })
      await queries.invalidateQueries({ queryKey: ['retaggings'] })
      await navigate({ search: { version: labelSet.version, with: set.version } })
    },
  })
  const leave = () =>
    navigate({ search: ({ teach: _teach, precision: _precision, ...rest }) => rest })
  const answers = data ? data.learnedFrom.right + data.learnedFrom.wrong : 0
  return (
    <section aria-label={`Teach ${label}`} className={styles.teaching}>
      <header className={styles.head}>
        <h2>Teach “{label}”</h2>
        <Link
          className="button-like"
          search={{ labelSet: set.name, version: set.version, label, strategy: 'uncertain' }}
          to="/review"
        >
          Answer more moments
        </Link>
        <Button kind="quiet" onClick={leave}>
          Close
        </Button>
      </header>
      {error && <Problem error={error} isInline onRetry={refetch} />}
      {!data && isFetching && <Loading />}
      {data && (
        <div className={styles.body} data-stale={isFetching || undefined}>
          <Report report={data} />
          <div className={styles.publish}>
            <label>
              Of what is detected, right should be{' '}
              <select
                className="field"
                onChange={({ target }) =>
                  navigate({
                    search: (rest) => ({
                      ...rest,
                      precision: target.value === '' ? undefined : Number(target.value),
                    }),
                    replace: true,
                  })
                }
                value={precision ?? ''}
              >
                <option value="">as probability 0.5 makes it</option>
                {PRECISIONS.map((one) => (
                  <option key={one} value={one}>
                    {Math.round(100 * one)} %
                  </option>
                ))}
              </select>
            </label>
            <Button
              isDisabled={answers === 0 || publish.isPending}
              kind="main"
              onClick={() => publish.mutate()}
            >
              {publish.isPending ? 'Publishing …' : `Publish as version ${set.version + 1}`}
            </Button>
            <p className={styles.hint}>
              {answers === 0
                ? 'Nobody has answered yet: listen to some moments and say what is right.'
                : `Version ${set.version} stays as it is. All that was heard is scored under the new one, without being heard again: ${counted(answers, 'answer')} and the words decide.`}
            </p>
            {publish.error && <Problem error={publish.error} isInline />}
          </div>
        </div>
      )}
    </section>
  )
}
