import { readFile } from 'node:fs/promises'
import { createApiKey, keyScopes } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { hearArchive } from '../../../apps/api/test/label-sets/teach/teach-archive.js'
import { clipPath, startTestApi, type TestApi } from '../../../apps/api/test/start-test-api.js'
import { type Chance, OUTLANDISH, oneIn, pick } from '../choose.js'
import { type Target, WrongAnswer } from '../target.js'
import { createAnswerCheck, type GivenAnswer } from './check-answer.js'
import { type GeneratedRequest, makeRequest } from './make-request.js'
import { spoil } from './make-value.js'
import { type Document, operationsOf } from './schema.js'

/** It goes on until its batch ends. */
const ENDLESS = /\/events$/
const PATIENCE_MS = 120_000

/** The whole API, with requests made from the document that it serves itself: their paths, queries, bodies and cursors. */
export async function openRequests(): Promise<Target> {
  const kind = databaseKinds().at(-1) ?? 'embedded'
  const logLines: string[] = []
  const api = await startTestApi(kind, {
    logLines,
    perKey: { requestsPerMinute: 1e9, bytesPerMinute: 1e12, activeBatches: 1e6 },
  })
  await hearArchive(api, 12)
  const sound = await readFile(clipPath('tone_1s'))
  const { payload } = await api.app.inject({ url: '/docs/json' })
  const document = JSON.parse(payload) as Document
  const operations = operationsOf(document)
  const check = createAnswerCheck(document)
  let key = await newKey(api)
  const cursors: string[] = []
  const known = knownOf(cursors)

  return {
    async send(chance) {
      const operation = pick(chance, operations)
      if (cursors.length > 20) cursors.shift()
      const maker = {
        chance,
        schemas: document.components.schemas,
        known: (name: string) => known(name, chance),
      }
      const request = makeRequest(operation, maker, { sound })
      logLines.length = 0
      const answer = await ask(api, request, key, ENDLESS.test(operation.path))
      const wrong = check(operation, answer)
      if (wrong !== null) throw new WrongAnswer(`${wrong} ${causeOf(logLines)}`, shown(request))
      // The key that asks may be revoked like any other.
      if (answer.status === 401 && operation.path !== '/v1/session') key = await newKey(api)
      const next = /"nextCursor":"([^"]+)"/.exec(answer.text)?.[1]
      if (next !== undefined) cursors.push(next)
      return String(answer.status)
    },
    async close() {
      await api.close()
      return []
    },
  }
}

/** Where a 5xx came from, as the API's log has it. */
function causeOf(logLines: readonly string[]): string {
  const line = logLines.find((text) => text.includes('"err"'))
  return line === undefined ? '' : (JSON.parse(line) as { err: { stack: string } }).err.stack
}

let keys = 0
async function newKey({ db }: TestApi): Promise<string> {
  keys += 1
  return (await createApiKey(db, { name: `fuzz ${keys}`, scopes: keyScopes })).key
}

/** What there is in the archive, by the names of fields. */
function knownOf(cursors: readonly string[]) {
  const values: Record<string, readonly unknown[]> = {
    id: [1, 2, 3, 4],
    batch: [1, 2],
    object: [1, 's3://archive/yard/1'],
    hearing: [1, 2],
    label: ['a barking dog', 'heavy rain'],
    labels: [['a barking dog', 'heavy rain'], ['dog']],
    labelSet: ['yard'],
    labelSetVersion: [1],
    bucket: ['archive'],
    prefix: ['s3://archive/', 's3://archive/yard/', 'yard/'],
    keys: [['s3://archive/yard/1'], ['s3://archive/a.wav', 's3://archive/b.wav']],
    url: ['s3://archive/yard/1'],
    timeZone: ['Europe/Berlin', 'UTC'],
    statement: [
      'select key, label from earmark.results limit 3',
      'select 1',
      "select '\\x00'::bytea, 'NaN'::float8, null",
    ],
    sql: ['select * from earmark.top_labels', 'select 1; select 2'],
  }
  return (name: string, chance: Chance): readonly unknown[] => {
    if (name === 'cursor') return [makeCursor(cursors, chance)]
    return Object.hasOwn(values, name) ? (values[name] ?? []) : []
  }
}

/** A cursor that was given out, for whichever list; or such a one with another position in it. */
function makeCursor(cursors: readonly string[], chance: Chance): string {
  const given =
    cursors.length > 0 ? pick(chance, cursors) : Buffer.from('["batches",1]').toString('base64url')
  if (oneIn(chance, 3)) return given
  if (oneIn(chance, 4)) return given.slice(chance(given.length)) + pick(chance, OUTLANDISH)
  const position: unknown = JSON.parse(Buffer.from(given, 'base64url').toString())
  return Buffer.from(JSON.stringify(spoil(position, chance))).toString('base64url')
}

async function ask(
  { app }: TestApi,
  request: GeneratedRequest,
  key: string,
  isEndless: boolean,
): Promise<GivenAnswer> {
  const headers = { authorization: `Bearer ${key}`, ...request.headers }
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), PATIENCE_MS)
  try {
    const response = await app.inject({
      ...request,
      headers,
      signal: late.signal,
      payloadAsStream: isEndless,
    })
    const type = String(response.headers['content-type'] ?? '')
    if (isEndless && response.statusCode === 200) {
      response.stream().destroy()
      return { status: 200, type, text: '' }
    }
    return {
      status: response.statusCode,
      type,
      text: isEndless ? await read(response) : response.payload,
    }
  } catch (error) {
    if (!late.signal.aborted) throw error
    throw new WrongAnswer(`There was no answer within ${PATIENCE_MS / 1000} s.`, shown(request))
  } finally {
    clearTimeout(timer)
  }
}

async function read(response: Awaited<ReturnType<TestApi['app']['inject']>>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of response.stream()) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString()
}

function shown({ payload, ...request }: GeneratedRequest): unknown {
  const text = typeof payload === 'string' ? payload : payload?.toString('latin1')
  return { ...request, ...(text !== undefined && { payload: text.slice(0, 4000) }) }
}
