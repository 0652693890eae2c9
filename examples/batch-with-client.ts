// npx tsx examples/batch-with-client.ts
//
// The same with the client, which knows every route and its types: shows the progress, and reads all pages.
import { createApiClient, readPages, watchBatch } from '@earmark/client'
import { findApi } from './config.js'

const api = createApiClient(await findApi())

const { id } = await api.createBatch({
  source: { prefix: 's3://demo/music/' },
  labelSets: [{ labels: ['piano', 'drums', 'flute', 'acoustic guitar', 'organ'] }],
})
const { counts } = await watchBatch(api, id, {
  onBatch: ({ state, counts: { done, skipped, found } }) => {
    console.log(`${state}: ${done + skipped} of ${found}`)
  },
})
if (counts.failed > 0) {
  const { items } = await api.listItems({ id, state: 'failed' })
  for (const { key, code, message } of items) console.log(`${key}: ${code}, ${message}`)
}
const pages = readPages((cursor) => api.listResults({ batch: id, minProbability: 0.5, cursor }))
for await (const page of pages) {
  for (const { key, label, probability } of page) {
    console.log(`${key}: ${label} ${Math.round(probability * 100)} %`)
  }
}
