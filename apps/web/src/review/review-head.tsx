import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { FormEvent, ReactNode } from 'react'
import { labelSetQuery, newestLabelSetsQuery, versionsQuery } from '../label-sets/label-set-queries'
import { PageHead } from '../ui/page-head'
import styles from './review-head.module.css'
import { strategies } from './strategies'

const route = getRouteApi('/page/review')

/** What is listened to, and in which order. */
export function ReviewHead({ children }: { children?: ReactNode }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const sets = useQuery(newestLabelSetsQuery).data ?? []
  const versions = useQuery({
    ...versionsQuery(search.labelSet ?? ''),
    enabled: search.labelSet !== undefined,
  }).data
  const version = versions?.find((one) => one.version === search.version) ?? versions?.[0]
  const labels = useQuery(labelSetQuery(version?.id)).data?.labels ?? []
  const change = (part: Partial<typeof search>) => () =>
    navigate({ search: (rest) => ({ ...rest, at: undefined, ...part }) })
  async function narrow(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const prefix = String(new FormData(event.currentTarget).get('prefix') ?? '').trim()
    await change({ prefix: prefix || undefined })()
  }
  const others = search.answered === 'others'
  return (
    <>
      <PageHead title="Review">{children}</PageHead>
      <div className={styles.choices}>
        <select
          aria-label="Label set"
          className="field"
          onChange={({ target }) =>
            navigate({ search: { labelSet: target.value, strategy: search.strategy } })
          }
          value={search.labelSet ?? ''}
        >
          <option disabled value="">
            label set
          </option>
          {sets.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <select
          aria-label="Label"
          className="field"
          disabled={labels.length === 0}
          onChange={({ target }) => change({ label: target.value })()}
          value={search.label ?? ''}
        >
          <option disabled value="">
            label
          </option>
          {labels.map(({ id, name }) => (
            <option key={id}>{name}</option>
          ))}
        </select>
        <fieldset className={`bare ${styles.strategies}`}>
          <legend className="visually-hidden">Which moments first</legend>
          {strategies.map(({ name, title, meaning }) => (
            <button
              aria-pressed={(search.strategy ?? 'uncertain') === name}
              className="choice"
              key={name}
              onClick={change({ strategy: name })}
              title={meaning}
              type="button"
            >
              {title}
            </button>
          ))}
          <button
            aria-pressed={others}
            className="choice"
            onClick={change({ answered: others ? undefined : 'others' })}
            title="Moments that others have answered and you have not, to see how far you agree"
            type="button"
          >
            answered by others
          </button>
        </fieldset>
        <form key={search.prefix} onSubmit={narrow}>
          <input
            aria-label="Below"
            className="field"
            defaultValue={search.prefix}
            name="prefix"
            placeholder="below s3://archive/2026/"
          />
        </form>
      </div>
    </>
  )
}
