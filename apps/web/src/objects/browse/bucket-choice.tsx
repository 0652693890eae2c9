import { useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import type { Buckets } from './browse-queries'

/** A list of the buckets, or, where they may not be listed, a field for the name of one. */
export function BucketChoice({
  bucket,
  buckets,
}: {
  bucket: string | undefined
  buckets: Buckets | undefined
}) {
  const navigate = useNavigate()
  const open = (name: string) => navigate({ to: '/objects', search: { bucket: name } })
  if (!buckets) return null
  if (buckets.forbidden) {
    async function submit(event: FormEvent<HTMLFormElement>) {
      event.preventDefault()
      const name = new FormData(event.currentTarget).get('bucket')
      if (typeof name === 'string' && name !== '') await open(name)
    }
    return (
      <form onSubmit={submit}>
        <input
          aria-label="Bucket"
          className="field"
          defaultValue={bucket}
          name="bucket"
          placeholder="name of a bucket"
        />
      </form>
    )
  }
  if (buckets.items.length < 2) return null
  return (
    <select
      aria-label="Bucket"
      className="field"
      onChange={(event) => void open(event.target.value)}
      value={bucket}
    >
      {buckets.items.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}
