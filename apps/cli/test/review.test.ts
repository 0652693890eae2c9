import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runCommandLine } from '../src/run-command-line.js'
import { runHere } from './run-earmark.js'

type Sent = { object: number; window: number; verdict: string | null; labelSetVersion: number }

const moment = (objectId: number) => ({
  objectId,
  bucket: 'archive',
  key: `${objectId}.wav`,
  durationS: 60,
  window: 2,
  startS: 20,
  endS: 30,
  probability: 0.5,
  similarity: 0.2,
  said: [],
})

const annotation = ({ object, window, verdict }: Sent) => ({
  id: 1,
  objectId: object,
  bucket: 'archive',
  key: `${object}.wav`,
  labelSet: 'home',
  labelSetVersion: 4,
  labelId: 1,
  label: 'dog',
  verdict,
  window,
  note: null,
  saidBy: 'test',
  annotatedAt: '2026-01-01T00:00:00Z',
})

/** Answers as the API does; it has three moments. */
const answered = new Map<number, string>()
let sent: Sent[] = []
const server = createServer(async (request, response) => {
  const path = request.url?.split('?')[0]
  const body = request.method === 'POST' ? await json(request) : undefined
  const answer = (status: number, content: unknown) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(content === undefined ? undefined : JSON.stringify(content))
  if (path === '/v1/review') {
    const items = [1, 2, 3].filter((id) => !answered.has(id)).map(moment)
    return answer(200, {
      labelSet: { id: 1, name: 'home', version: 4, template: '{}' },
      label: 'dog',
      model: { id: 1, name: 'clap', revision: '1' },
      strategy: 'uncertain',
      seed: 0,
      threshold: 0.5,
      windows: 3,
      compared: 3,
      thresholdOf: 'probability',
      items,
      note: items.length === 0 ? 'All 3 moments there are have been answered for "dog".' : null,
    })
  }
  if (path === '/v1/annotations') {
    const said = body as Sent
    sent.push(said)
    if (said.verdict === null) answered.delete(said.object)
    else answered.set(said.object, said.verdict)
    return said.verdict === null ? response.writeHead(204).end() : answer(200, annotation(said))
  }
  if (path?.endsWith('/audio-url')) {
    return answer(201, { url: 'http://127.0.0.1:9/none', expiresAt: '2030-01-01T00:00:00Z' })
  }
  const right = [...answered.values()].filter((verdict) => verdict === 'right').length
  const wrong = [...answered.values()].filter((verdict) => verdict === 'wrong').length
  return answer(200, {
    moments: { right, wrong, unsure: 0, disputed: 0 },
    agreement: { moments: 0, agreed: 0, share: null },
    people: [],
    precision: right + wrong > 0 ? { share: right / (right + wrong), low: 0.1, high: 0.9 } : null,
  })
})

let env: NodeJS.ProcessEnv
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  env = { EARMARK_API_URL: `http://127.0.0.1:${port}`, EARMARK_API_KEY: 'em_key' }
})
afterAll(() => server.close())
beforeEach(() => {
  answered.clear()
  sent = []
})

const command = ['review', '--label-set', 'home', '--label', 'dog']

async function press(keys: string) {
  const modes: boolean[] = []
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => modes.push(isRaw),
  })
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const chunks: string[] = []
  stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text))
  stdin.write(keys)
  const code = await runCommandLine([...command], {
    env: { EARMARK_HOME: '/nonexistent', NO_COLOR: '1', ...env },
    cwd: process.cwd(),
    stdin,
    stdout,
    stderr: stdout,
    signal: new AbortController().signal,
  })
  return { code, text: chunks.join(''), modes }
}

test('asks by single keys, takes back, and ends with what came of it', async () => {
  const { code, text, modes } = await press('ynzxyuq')
  expect(code).toBe(0)
  expect(sent.map(({ object, verdict }) => [object, verdict])).toEqual([
    [1, 'right'],
    [2, 'wrong'],
    [2, null],
    [2, 'right'],
    [3, 'unsure'],
  ])
  // Of the version that was listened to, whichever is the newest by then.
  expect(sent.every(({ labelSetVersion }) => labelSetVersion === 4)).toBe(true)
  expect(text).toContain('All 3 moments there are have been answered')
  expect(text).toContain('You answered 3 moments of "dog": 2 right, 0 wrong, 1 unsure.')
  expect(text).toContain('2 of 2 are right: precision 1.00, 0.10 to 0.90.')
  expect(modes).toEqual([true, false])
})

test('names the page of each moment, and goes at Ctrl-C', async () => {
  const { code, text, modes } = await press('z\u0003y')
  expect(code).toBe(0)
  expect(text).toContain(`${env.EARMARK_API_URL}/objects/1?t=20`)
  expect(sent).toEqual([])
  expect(text).toContain('You answered 0 moments of "dog"')
  expect(modes).toEqual([true, false])
})

test('lists where there is no terminal, or as JSON', async () => {
  const listed = await runHere(command, env)
  expect(listed).toMatchObject({ code: 0, stderr: '' })
  expect(listed.stdout).toContain('s3://archive/2.wav')
  expect(listed.stdout).toContain('/objects/3?t=20')
  const asJson = await runHere([...command, '--json'], env)
  expect(JSON.parse(asJson.stdout).items).toHaveLength(3)
  for (const id of [1, 2, 3]) answered.set(id, 'right')
  expect((await runHere(command, env)).stdout).toContain('All 3 moments')
})

test.each([
  [['review', '--label', 'dog'], '--label-set'],
  [[...command, '--strategy', 'best'], 'likely'],
  [[...command, '--seed', '-1'], '--seed'],
  [[...command, '--limit', '101'], '--limit'],
  [[...command, '--prefix', 'archive'], 's3://'],
])('%j is refused', async (args, why) => {
  const { code, stderr } = await runHere(args, env)
  expect(code).not.toBe(0)
  expect(stderr).toContain(why)
})
