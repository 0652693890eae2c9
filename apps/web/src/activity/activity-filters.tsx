import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { statsQuery } from '../archive/stats-query'
import { Button } from '../ui/button'
import styles from './activity-filters.module.css'
import { homeZone } from './activity-queries'

const route = getRouteApi('/page/activity')

const fields = [
  { name: 'label', label: 'Label', placeholder: 'rain' },
  { name: 'set', label: 'Label set', placeholder: 'any' },
  { name: 'prefix', label: 'Below', placeholder: 's3://archive/2026/' },
  { name: 'from', label: 'Recorded from', placeholder: '2026-05-01' },
  { name: 'to', label: 'until', placeholder: '2026-06-01' },
  { name: 'zone', label: 'Time zone', placeholder: homeZone },
] as const

/** What is asked; Enter in any field asks. */
export function ActivityFilters() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const labels = useQuery(statsQuery).data?.labels ?? []
  const by = search.by ?? 'hour'
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const filter = Object.fromEntries(
      fields.map(({ name }) => [name, String(form.get(name) ?? '').trim() || undefined]),
    )
    await navigate({ search: (rest) => ({ ...rest, ...filter }) })
  }
  return (
    <form className={styles.filters} key={JSON.stringify(search)} onSubmit={submit}>
      {fields.map(({ name, label, placeholder }) => (
        <label key={name}>
          {label}
          <input
            className="field"
            defaultValue={search[name]}
            list={name === 'label' ? 'heard-labels' : undefined}
            name={name}
            placeholder={placeholder}
          />
        </label>
      ))}
      <datalist id="heard-labels">
        {[...new Set(labels.map(({ label }) => label))].map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
      <Button type="submit">Show</Button>
      <fieldset className={styles.by}>
        <legend className="visually-hidden">By</legend>
        {(['hour', 'date'] as const).map((unit) => (
          <label data-chosen={by === unit || undefined} key={unit}>
            <input
              checked={by === unit}
              className="visually-hidden"
              name="by"
              onChange={() => navigate({ search: (rest) => ({ ...rest, by: unit }) })}
              type="radio"
            />
            {unit === 'hour' ? 'Hours of the day' : 'Days'}
          </label>
        ))}
      </fieldset>
    </form>
  )
}
