// npx tsx examples/ask-an-archive.ts
//
// A walk: what was heard once is asked again and again, by words, by a sound, by new labels. No audio is read for any of it.
import { createApiClient, followState } from '@earmark/client'
import { findApi } from './config.js'

const api = createApiClient(await findApi())
const asS3Url = ({ bucket, key }: { bucket: string; key: string }) => `s3://${bucket}/${key}`

// 1. By words: where does it thunder, and when?
const { hits } = await api.search({ q: 'thunder', limit: 3 })
for (const hit of hits) {
  const [moment] = hit.moments
  console.log(`thunder: ${asS3Url(hit)} from ${moment?.startS} s`)
}

// 2. By a sound: what else is like the first?
const similar = await api.listSimilar({ id: hits[0]!.objectId, limit: 3 })
for (const hit of similar.hits) console.log(`like it: ${asS3Url(hit)}`)

// 3. By new labels, over all that has been heard: a re-tagging scores the stored embeddings.
const set = await api.createLabelSet({
  name: 'in or out',
  labels: [{ name: 'indoors', synonyms: ['a room', 'a kitchen'] }, 'outdoors'],
})
const { id } = await api.applyLabelSet({ id: set.id })
const retagging = await followState(
  () => api.getRetagging({ id }),
  ({ state }) => !['queued', 'running', 'paused'].includes(state),
)
console.log(`new labels: ${retagging.state}`)
const { items } = await api.listResults({ labelSet: 'in or out', limit: 3 })
for (const result of items) {
  console.log(`${asS3Url(result)}: ${result.label} ${Math.round(result.probability * 100)} %`)
}
