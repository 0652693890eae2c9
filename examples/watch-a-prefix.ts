// npx tsx examples/watch-a-prefix.ts
//
// Tags a prefix again and again: what is new is heard, what was heard before is skipped.
import { createApiClient, watchBatch } from '@earmark/client'
import { findApi } from './config.js'

const api = createApiClient(await findApi())

const watch = await api.createWatch({
  name: `voices ${Date.now()}`,
  source: { prefix: 's3://demo/voices/' },
  labelSets: [{ labels: ['man speaking', 'woman speaking', 'laughing', 'applause'] }],
  schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
})
// Nobody has to wait for three o'clock.
for (const turn of ['first', 'second']) {
  const batch = await api.runWatch({ id: watch.id })
  const { counts } = await watchBatch(api, batch.id)
  console.log(`${turn} turn: ${counts.done} heard, ${counts.skipped} heard before`)
}
await api.deleteWatch({ id: watch.id })
