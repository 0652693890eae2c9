import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { median } from '../../measure.js'
import { fillArchive } from './fill-archive.js'
import type { Earmark } from './open-earmark.js'

const WINDOWS = 100_000
const ANSWERS = 30
const CLIPS = 10
const POLL_MS = 100
const LABEL = 'thunder'
const SET = { name: 'loop', template: 'Sound of {}', labels: [LABEL, 'siren', 'rain'] }

export type Loop = {
  review_ms_p95: number
  loop_s: number
  /** From an answer's sending to the next moment, the median. */
  waitMs: number
  /** Seconds of each part of the loop. */
  parts: Record<string, number>
  windows: number
}

type Moment = { objectId: number; key: string; window: number; startS: number; endS: number }

/**
 * From a search to clips of what was learned, over HTTP, on 100,000 windows: search, 30 answers one after the other, train,
 * publish, re-tagging, detections, clips. Fills the archive of an Earmark that has heard its demo.
 */
export async function measureLoop({ apiUrl, apiKey, databaseUrl }: Earmark): Promise<Loop> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const windows = await fillArchive(client, WINDOWS).finally(() => client.end())

  const send = async (path: string, body?: object) => {
    const answer = await fetch(new URL(path, apiUrl), {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body && { 'content-type': 'application/json' }),
      },
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
  const parts: Record<string, number> = {}
  const timed = async <T>(part: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now()
    const done = await work()
    parts[part] = Math.round(performance.now() - from) / 1000
    return done
  }

  const set = await ask('/v1/label-sets', SET)
  await followed(await ask(`/v1/label-sets/${set.id}/apply`, {}))
  const from = performance.now()
  await timed('search', () => ask(`/v1/search?q=${encodeURIComponent(LABEL)}`))
  const { reviews, waits } = await timed('answers', () => answerMoments(ask))
  await timed('train', () => ask(`/v1/label-sets/${set.id}/labels/${LABEL}/train`, {}))
  const { labelSet, retagging } = await timed('publish', () =>
    ask(`/v1/label-sets/${set.id}/publish`, { labels: [{ label: LABEL }] }),
  )
  await timed('retag', () => followed(retagging))
  const query = `labelSet=${SET.name}&labelSetVersion=${labelSet.version}&label=${LABEL}`
  const found: Moment[] = await timed('detections', async () => {
    const { items } = await ask(`/v1/detections?${query}&limit=1000`)
    if (items.length === 0) throw new Error('Nothing was detected.')
    return items
  })
  await timed('clips', async () => {
    for (const { key } of found.slice(0, CLIPS)) {
      // A copy has no sound of its own: the clip is of the first window of the recording that it is a copy of.
      const original = key.replace(/^copies\/(.*)\/\d+$/, '$1')
      const prefix = encodeURIComponent(`s3://demo/${original}`)
      const { items } = await ask(`/v1/results?labelSet=${SET.name}&prefix=${prefix}&limit=1`)
      const cut = `/v1/objects/${items[0].objectId}/audio?startS=0&endS=10&as=flac`
      await (await send(cut)).arrayBuffer()
    }
  })
  const loopS = Math.round(performance.now() - from) / 1000
  reviews.sort((a, b) => a - b)
  const p95 = reviews[Math.floor(0.95 * (reviews.length - 1))]!
  return { review_ms_p95: Math.round(p95), loop_s: loopS, waitMs: median(waits), parts, windows }
}

/** One after the other, as a person does who needs no time to listen. Both in ms: a list's taking, and an answer's and the next list's. */
async function answerMoments(
  ask: (path: string, body?: object) => Promise<{ items: Moment[] }>,
): Promise<{ reviews: number[]; waits: number[] }> {
  const reviews: number[] = []
  const waits: number[] = []
  let answered = performance.now()
  for (let n = 0; n < ANSWERS; n += 1) {
    const began = performance.now()
    const { items } = await ask(`/v1/review?labelSet=${SET.name}&label=${LABEL}&limit=1`)
    reviews.push(performance.now() - began)
    waits.push(performance.now() - answered)
    const [moment] = items
    if (!moment) throw new Error('There is nothing to review.')
    const verdict = moment.key.includes(LABEL) ? 'right' : 'wrong'
    const { objectId: object, window } = moment
    answered = performance.now()
    await ask('/v1/annotations', { object, window, label: LABEL, labelSet: SET.name, verdict })
  }
  return { reviews, waits }
}
