import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startEarmark } from './start-earmark.js'

const lines: string[] = []
const SECRET = randomBytes(24).toString('base64url')
let earmark: Awaited<ReturnType<typeof startEarmark>>

beforeAll(async () => {
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  earmark = await startEarmark({ logger })
  // Nobody listens there: the log says that it was not delivered.
  await earmark.tag({ webhook: { url: `http://127.0.0.1:9/?token=${SECRET}`, secret: SECRET } })
  await vi.waitFor(() => expect(lines.join('')).toContain('not delivered'), { timeout: 60_000 })
  await earmark.ask('/v1/batches', undefined, { authorization: `Bearer ${SECRET}` })
})
afterAll(() => earmark.close())

test('what is told of an item names its batch, its chunk and itself', () => {
  const told = lines
    .map((line) => JSON.parse(line))
    .find(({ msg }) => msg === 'item not classified')
  expect(told).toMatchObject({
    batchId: expect.any(Number),
    chunkId: expect.any(Number),
    item: expect.any(Number),
    code: 'UNDECODABLE_AUDIO',
  })
})

test('no line has a key, a password or a secret, at whatever level', () => {
  const all = lines.join('')
  for (const secret of [earmark.key, earmark.s3.secretAccessKey, SECRET]) {
    expect(secret.length).toBeGreaterThan(8)
    expect(all).not.toContain(secret)
  }
})
