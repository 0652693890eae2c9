import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { browseQuery, bucketsQuery } from '../../objects/browse/browse-queries'
import { Field } from '../../ui/field'

/** An address in S3, with the buckets and folders that are there as one types. */
export function PrefixField({
  value,
  onChange,
}: {
  value: string
  onChange: (prefix: string) => void
}) {
  const listId = useId()
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(value) ?? []
  const folder = key.slice(0, key.lastIndexOf('/') + 1)
  const buckets = useQuery(bucketsQuery).data?.items ?? []
  const { data } = useInfiniteQuery(browseQuery(bucket, folder))
  const folders = data?.pages.flatMap((page) => page.folders) ?? []
  const choices =
    bucket === undefined
      ? buckets.map(({ name }) => `s3://${name}/`)
      : folders.map((name) => `s3://${bucket}/${name}`)
  return (
    <Field hint="All audio below this address." label="Address">
      <input
        autoComplete="off"
        className="field"
        list={listId}
        name="prefix"
        onChange={(event) => onChange(event.target.value.trim())}
        placeholder="s3://my-archive/2026/"
        required
        spellCheck={false}
        value={value}
      />
      <datalist id={listId}>
        {choices.map((choice) => (
          <option key={choice} value={choice} />
        ))}
      </datalist>
    </Field>
  )
}
