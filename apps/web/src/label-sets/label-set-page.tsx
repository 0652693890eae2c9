import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../ui/button'
import { Empty } from '../ui/empty'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import { toDraft } from './edit/draft'
import { LabelSetEditor } from './edit/label-set-editor'
import styles from './label-set-page.module.css'
import { labelSetQuery, versionsQuery } from './label-set-queries'
import { ApplyButtons } from './show/apply-buttons'
import { Calibration } from './show/calibration/calibration'
import { Differences } from './show/differences'
import { LabelTable } from './show/label-table'
import { Teaching } from './teach/teaching'

const route = getRouteApi('/page/label-sets/$name')

/** A label set in one of its versions: what is in it, what the archive's background is, what changed. */
export function LabelSetPage() {
  const { name } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [isEditing, setEditing] = useState(false)
  const versions = useQuery(versionsQuery(name))
  const shown =
    versions.data?.find(({ version }) => version === search.version) ?? versions.data?.[0]
  const compared = versions.data?.find(({ version }) => version === search.with)
  const set = useQuery(labelSetQuery(shown?.id))
  const other = useQuery(labelSetQuery(compared?.id))
  const error = versions.error ?? set.error
  if (error) return <Problem error={error} onRetry={versions.refetch} />
  if (versions.data?.length === 0) {
    return (
      <Empty title={`There is no label set "${name}"`}>
        <p>It may have been misspelt.</p>
      </Empty>
    )
  }
  if (!set.data || !versions.data) return <Loading />
  const taught = set.data.labels.find((label) => label.name === search.teach)?.name
  return (
    <>
      <PageHead title={name}>
        <label className={styles.version}>
          Version
          <select
            className="field"
            onChange={({ target }) =>
              navigate({ search: (rest) => ({ ...rest, version: Number(target.value) }) })
            }
            value={set.data.version}
          >
            {versions.data.map(({ version }) => (
              <option key={version}>{version}</option>
            ))}
          </select>
        </label>
        {versions.data.length > 1 && (
          <label className={styles.version}>
            against
            <select
              className="field"
              onChange={({ target }) =>
                navigate({
                  search: (rest) => ({
                    ...rest,
                    with: target.value === '' ? undefined : Number(target.value),
                  }),
                })
              }
              value={search.with ?? ''}
            >
              <option value="">none</option>
              {versions.data
                .filter(({ version }) => version !== set.data.version)
                .map(({ version }) => (
                  <option key={version}>{version}</option>
                ))}
            </select>
          </label>
        )}
        <Button onClick={() => setEditing(!isEditing)}>{isEditing ? 'Leave it' : 'Edit'}</Button>
        <ApplyButtons set={set.data} />
      </PageHead>
      {isEditing ? (
        <LabelSetEditor
          initial={toDraft(set.data)}
          isNew={false}
          onSaved={() => setEditing(false)}
        />
      ) : (
        <div className={styles.page}>
          {taught && <Teaching key={taught} label={taught} set={set.data} />}
          {other.data && <Differences before={other.data} now={set.data} />}
          <LabelTable set={set.data} />
          <Calibration set={set.data} />
        </div>
      )}
    </>
  )
}
