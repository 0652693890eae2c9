import { getRouteApi } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import styles from './search-filters.module.css'

const route = getRouteApi('/page/search')

const fields = [
  { name: 'prefix', label: 'Below', placeholder: 's3://archive/2026/', type: 'text' },
  { name: 'label', label: 'Labelled', placeholder: 'any', type: 'text' },
  { name: 'minProbability', label: 'at least', placeholder: '0.5', type: 'number' },
  { name: 'batch', label: 'In batch', placeholder: 'any', type: 'number' },
  { name: 'minDurationS', label: 'Longer than', placeholder: 's', type: 'number' },
  { name: 'maxDurationS', label: 'Shorter than', placeholder: 's', type: 'number' },
] as const

/** What the search is narrowed to; Enter in any field searches. */
export function SearchFilters() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const filter = Object.fromEntries(
      fields.map(({ name, type }) => {
        const text = String(form.get(name) ?? '').trim()
        return [name, text === '' ? undefined : type === 'number' ? Number(text) : text]
      }),
    )
    await navigate({ search: (rest) => ({ ...rest, ...filter }) })
  }
  return (
    <form className={styles.filters} key={JSON.stringify(search)} onSubmit={submit}>
      {fields.map(({ name, label, placeholder, type }) => (
        <label key={name}>
          {label}
          <input
            className="field"
            data-type={type}
            defaultValue={search[name]}
            inputMode={type === 'number' ? 'decimal' : undefined}
            name={name}
            placeholder={placeholder}
          />
        </label>
      ))}
      <button className="visually-hidden" type="submit">
        Narrow the search
      </button>
    </form>
  )
}
