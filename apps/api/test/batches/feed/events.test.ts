import { Agent, get, type IncomingMessage } from 'node:http'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApi, type TestApi } from '../../start-test-api.js'

type Listener = { events: { event: string; data: { counts: { done: number } } }[]; isOver: boolean }

describe('events of a batch', () => {
  let api: TestApi
  let url: string
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY })
  beforeAll(async () => {
    api = await startTestApi('embedded')
    url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(() => api.close())

  const create = async (): Promise<number> => {
    const keys = Array.from({ length: 10 }, (_, i) => `s3://archive/${i}`)
    const body = { source: { keys }, labelSets: [{ labels: ['dog', 'rain'] }] }
    return (await api.call('POST', '/v1/batches', body)).body.id
  }
  const finishItems = (id: number, done: number) =>
    api.db.execute(sql`
      insert into earmark.batch_counters (batch_id, shard, done) values (${id}, 0, ${done})
      on conflict (batch_id, shard) do update set done = excluded.done`)
  const end = (id: number) =>
    api.db.execute(
      sql`update earmark.batches set state = 'completed', finished_at = now() where id = ${id}`,
    )

  const open = (id: number, headers: Record<string, string> = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(
        `${url}/v1/batches/${id}/events`,
        { agent, headers: { authorization: `Bearer ${api.key}`, ...headers } },
        resolve,
      ).on('error', reject)
    })
  async function listen(id: number): Promise<Listener> {
    const response = await open(id)
    const listener: Listener = { events: [], isOver: false }
    let text = ''
    response.setEncoding('utf8').on('data', (part: string) => {
      text += part
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1]
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (event && data) listener.events.push({ event, data: JSON.parse(data) })
      }
    })
    response.on('end', () => {
      listener.isOver = true
    })
    return listener
  }

  test('a thousand listeners share one query a second, see every step and the end', async () => {
    const id = await create()
    const listeners = await Promise.all(Array.from({ length: 1000 }, () => listen(id)))
    await vi.waitFor(() => {
      for (const { events } of listeners) expect(events.length).toBeGreaterThan(0)
    }, 120_000)
    const query = vi.spyOn(api.db, 'execute')
    await finishItems(id, 4)
    await vi.waitFor(() => {
      for (const { events } of listeners) expect(events.at(-1)?.data.counts.done).toBe(4)
    }, 120_000)
    // The write above, and a poll or a few: not one for each listener.
    expect(query.mock.calls.length).toBeLessThan(40)
    query.mockRestore()
    await finishItems(id, 10)
    await end(id)
    await vi.waitFor(() => {
      for (const { isOver } of listeners) expect(isOver).toBe(true)
    }, 120_000)
    for (const { events } of listeners) {
      expect(events.filter(({ event }) => event === 'end')).toHaveLength(1)
      expect(events.at(-1)).toMatchObject({
        event: 'end',
        data: { id, state: 'completed', counts: { done: 10, pending: 0 }, leftS: 0 },
      })
    }
  })

  test('a batch that has ended says so at once, and to one who comes back nothing more', async () => {
    const id = await create()
    await end(id)
    const listener = await listen(id)
    await vi.waitFor(() => expect(listener.isOver).toBe(true), 120_000)
    expect(listener.events.map(({ event }) => event)).toEqual(['end'])
    const again = await open(id, { 'last-event-id': 'end' })
    again.resume()
    expect(again.statusCode).toBe(204)
  })

  test('needs a key and a batch', async () => {
    const stranger = await open(await create(), { authorization: 'Bearer wrong' })
    stranger.resume()
    expect(stranger.statusCode).toBe(401)
    const nothing = await open(999_999)
    nothing.resume()
    expect(nothing.statusCode).toBe(404)
  })

  test('a listener that goes away takes its polling with it', async () => {
    const id = await create()
    const response = await open(id)
    await new Promise((resolve) => response.once('data', resolve))
    response.destroy()
    await vi.waitFor(async () => {
      const query = vi.spyOn(api.db, 'execute')
      await new Promise((resolve) => setTimeout(resolve, 1500))
      const polls = query.mock.calls.length
      query.mockRestore()
      expect(polls).toBe(0)
    }, 60_000)
  })
})

test('a stop of the API ends its listeners', async () => {
  const api = await startTestApi('embedded')
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const { body } = await api.call('POST', '/v1/batches', {
    source: { prefix: 's3://archive/' },
    labelSets: [{ labels: ['dog', 'rain'] }],
  })
  const response = await fetch(`${url}/v1/batches/${body.id}/events`, {
    headers: { authorization: `Bearer ${api.key}` },
  })
  const text = response.text()
  await api.close()
  expect(await text).toMatch(/^(event: progress\n|$)/)
})
