// npx tsx examples/batch-over-rest.ts
//
// Tags a prefix with nothing but fetch: makes a batch, waits for its end, and prints what was heard.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { findApi } from './config.js'

const { url, key } = await findApi()

type Batch = { id: number; state: string }
type Results = { items: { key: string; label: string; probability: number }[] }

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const response = await fetch(new URL(path, url), {
    headers: { authorization: `Bearer ${key}` },
    ...(body && {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        // Sent again with the same key, the request makes no second batch.
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    }),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error((answer as { detail: string }).detail)
  return answer as Answer
}

const batch = await ask<Batch>('/v1/batches', {
  source: { prefix: 's3://demo/nature/' },
  labelSets: [{ labels: ['thunder', 'bird singing', 'frog croaking', 'crickets', 'wind'] }],
})
for (let { state } = batch; state === 'scanning' || state === 'running'; ) {
  await sleep(500)
  ;({ state } = await ask<Batch>(`/v1/batches/${batch.id}`))
}
const { items } = await ask<Results>(`/v1/results?batch=${batch.id}&minProbability=0.5`)
for (const { key: name, label, probability } of items) {
  console.log(`${name}: ${label} ${Math.round(probability * 100)} %`)
}
