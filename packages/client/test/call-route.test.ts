import { afterEach, expect, test, vi } from 'vitest'
import { createApiClient } from '../src/index.js'

afterEach(() => vi.unstubAllGlobals())

const api = createApiClient({ url: 'http://api', key: 'k' })

/** Answers one request, and says what it was. */
function answerOnce(body: string | null, init?: ResponseInit) {
  const request = vi.fn(async (_url: URL, _init: RequestInit) => new Response(body, init))
  vi.stubGlobal('fetch', request)
  return () => {
    const [url, { method, body: sent }] = request.mock.calls[0]!
    return { method, path: `${url.pathname}${url.search}`, sent }
  }
}

test('each field of the argument goes where the contract has it', async () => {
  const sent = answerOnce('{}')
  await api.retryBatch({ id: 7, which: 'failed', code: 'POISON' }).catch(() => {})
  expect(sent()).toEqual({
    method: 'POST',
    path: '/v1/batches/7/retry',
    sent: '{"which":"failed","code":"POISON"}',
  })
})

test('a query has texts for numbers, and leaves out what is undefined', async () => {
  const sent = answerOnce('{"items":[],"nextCursor":null}')
  await api.listItems({ id: 7, state: undefined, limit: 5 })
  expect(sent()).toEqual({ method: 'GET', path: '/v1/batches/7/items?limit=5', sent: undefined })
})

test('a path is never left with a hole', async () => {
  const sent = answerOnce('{}')
  await expect(api.getBatch({} as never)).rejects.toThrow('getBatch needs id.')
  expect(sent).toThrow()
})

test('an answer without a body is undefined', async () => {
  answerOnce(null, { status: 204 })
  expect(await api.deleteWatch({ id: 1 })).toBeUndefined()
})

test('a report is read as it arrives', async () => {
  answerOnce('seq,state\n')
  const chunks: string[] = []
  for await (const chunk of await api.getReportCsv({ id: 1 })) {
    chunks.push(new TextDecoder().decode(chunk))
  }
  expect(chunks.join('')).toBe('seq,state\n')
})

test('a file goes as a form, with what is asked of it', async () => {
  const sent = answerOnce('{}')
  const file = new Blob(['RIFF'])
  await api.classify({ file, request: { labelSets: [{ labels: ['dog'] }] } }).catch(() => {})
  const form = sent().sent as FormData
  expect(form.get('request')).toBe('{"labelSets":[{"labels":["dog"]}]}')
  expect((form.get('file') as Blob).size).toBe(4)
})
