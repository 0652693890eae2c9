import { useQuery } from '@tanstack/react-query'
import { MomentRow } from '../../moments/moment-row'
import { hasOwnLabelsOnly } from '../label-choice'
import { similarQuery } from '../object-queries'
import type { StoredObject } from '../shapes'

/** Other objects with a moment like the one under the play head. */
export function Similar({ object, window }: { object: StoredObject; window: number | undefined }) {
  const { data } = useQuery({
    ...similarQuery(String(object.id), window),
    enabled: window !== undefined && !hasOwnLabelsOnly(object),
  })
  const hits = data?.hits.filter(({ objectId }) => objectId !== object.id).slice(0, 4)
  if (!hits || hits.length === 0) return null
  return (
    <section>
      <h2>Sounds like this moment</h2>
      {hits.map((hit) => (
        <MomentRow
          key={hit.objectId}
          moment={{
            object: {
              id: hit.objectId,
              bucket: hit.bucket,
              key: hit.key,
              durationS: hit.durationS,
              codec: null,
            },
            startS: hit.moments[0]?.startS ?? 0,
            endS: hit.moments[0]?.endS ?? 0,
          }}
          note={hit.similarity.toFixed(2)}
          noteTitle="similarity, at most 1"
        />
      ))}
    </section>
  )
}
