import { DEFAULT_TEMPLATE, type NewLabelSet } from '@earmark/client'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client'
import { MomentRow } from '../../moments/moment-row'
import { Button } from '../../ui/button'
import { Problem } from '../../ui/problem'
import styles from './label-set-editor.module.css'

const MAX_LABELS = 12
const HITS = 2

/** What each label would find first in what has been heard: nothing is saved for it. */
export function Preview({ request }: { request: NewLabelSet }) {
  const [asked, setAsked] = useState<NewLabelSet | null>(null)
  const labels = (asked?.labels ?? []).slice(0, MAX_LABELS)
  const template = asked?.templates?.[0] ?? asked?.template ?? DEFAULT_TEMPLATE
  const found = useQueries({
    queries: labels.map((label) => {
      const name = typeof label === 'string' ? label : label.name
      return {
        queryKey: ['preview', template, name],
        queryFn: async ({ signal }: { signal: AbortSignal }) => {
          const q = template.replace('{}', name)
          return { name, ...(await api.search({ q, raw: 'true', limit: HITS }, { signal })) }
        },
      }
    }),
  })
  return (
    <section aria-label="Preview">
      <Button isDisabled={request.labels.length === 0} onClick={() => setAsked(request)}>
        Listen to what each label finds
      </Button>
      <div className={styles.preview}>
        {found.map(({ data, error }, at) => {
          if (error) {
            // biome-ignore lint/suspicious/noArrayIndexKey: one place for each label.
            return <Problem error={error} isInline key={at} />
          }
          if (!data) return null
          return (
            <div key={data.name}>
              <h3>{data.name}</h3>
              {data.hits.map(({ objectId, bucket, key, durationS, moments }) => (
                <MomentRow
                  key={objectId}
                  moment={{
                    object: { id: objectId, bucket, key, durationS, codec: null },
                    startS: moments[0]?.startS ?? 0,
                    endS: moments[0]?.endS ?? 0,
                  }}
                  note={moments[0]?.similarity.toFixed(2)}
                  noteTitle="similarity, at most 1"
                />
              ))}
            </div>
          )
        })}
      </div>
      {asked && asked.labels.length > MAX_LABELS && (
        <p className={styles.hint}>The first {MAX_LABELS} labels are tried.</p>
      )}
    </section>
  )
}
