import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { fillArchive } from './fill-archive.js'

const WINDOWS = 100_000
const ANSWERS = 30
const CLIPS = 10
const POLL_MS = 100
const LABEL = 'thunder'
const SET = { name: 'loop', template: 'Sound of {}', labels: [LABEL, 'siren', 'rain'] }

export type Loop = { review_ms_p95: number; loop_s: number }

type Moment = { objectId: number; key: string; window: number; startS: number; endS: number }

/**
 * From a search to clips of what was learned, over HTTP, on 100,000 windows: search, 30 answers one after the other, train,
 * publish, re-tagging, detections, clips. Needs a start of Earmark with its demo: EARMARK_API_URL, EARMARK_API_KEY, and
 * DATABASE_URL, which is filled.
 */
export async function measureLoop(environment: NodeJS.ProcessEnv): Promise<Loop> {
  const { EARMARK_API_URL: url, EARMARK_API_KEY: key, DATABASE_URL: database } = environment
  if (!url || !key || !database) {
    throw new Error(
      '--loop needs EARMARK_API_URL, EARMARK_API_KEY and DATABASE_URL of a running Earmark.',
    )
  }
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  await fillArchive(client, WINDOWS).finally(() => client.end())

  const send = async (path: string, body?: object) => {
    const answer = await fetch(new URL(path, url), {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers, of many routes.
  const ask = async (path: string, body?: object): Promise<any> => (await send(path, body)).json()
  const followed = async ({ id }: { id: number }) => {
    for (;;) {
      const { state } = await ask(`/v1/retaggings/${id}`)
      if (state === 'done') return
      if (state === 'failed') throw new Error(`Re-tagging ${id} failed.`)
      await wait(POLL_MS)
    }
  }

  const set = await ask('/v1/label-sets', SET)
  await followed(await ask(`/v1/label-sets/${set.id}/apply`, {}))
  const from = performance.now()
  await ask(`/v1/search?q=${encodeURIComponent(LABEL)}`)
  const reviewed: number[] = []
  for (let n = 0; n < ANSWERS; n += 1) {
    const began = performance.now()
    const { items } = await ask(`/v1/review?labelSet=${SET.name}&label=${LABEL}&limit=1`)
    reviewed.push(performance.now() - began)
    const [moment] = items as Moment[]
    if (!moment) throw new Error('There is nothing to review.')
    const { objectId: object, window } = moment
    const verdict = moment.key.includes(LABEL) ? 'right' : 'wrong'
    await ask('/v1/annotations', { object, window, label: LABEL, labelSet: SET.name, verdict })
  }
  await ask(`/v1/label-sets/${set.id}/labels/${LABEL}/train`, {})
  const { labelSet, retagging } = await ask(`/v1/label-sets/${set.id}/publish`, {
    labels: [{ label: LABEL }],
  })
  await followed(retagging)
  const detections = `/v1/detections?labelSet=${SET.name}&labelSetVersion=${labelSet.version}&label=${LABEL}&limit=1000`
  const { items: found } = await ask(detections)
  // The copies have no sound of their own: clips are of the recordings that they are of.
  const heard = (found as Moment[]).filter((one) => !one.key.startsWith('copies/')).slice(0, CLIPS)
  for (const { objectId, startS, endS } of heard) {
    const query = `startS=${startS}&endS=${Math.min(endS, startS + 10)}&as=flac`
    await (await send(`/v1/objects/${objectId}/audio?${query}`)).arrayBuffer()
  }
  reviewed.sort((a, b) => a - b)
  return {
    review_ms_p95: Math.round(reviewed[Math.floor(0.95 * (reviewed.length - 1))]!),
    loop_s: Math.round(performance.now() - from) / 1000,
  }
}
