import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { ApiError, createApiClient, watchBatch } from '../src/index.js'
import { sendByHttp } from '../src/node/send-by-http.js'
import { sendByFetch } from '../src/transport/send-by-fetch.js'

let server: Server | undefined

afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))))

/** Something that listens where an API should be. */
async function serve(listener: RequestListener): Promise<string> {
  const listening = createServer(listener)
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
}

async function failureOf(work: Promise<unknown>): Promise<ApiError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

describe.each([
  ['by fetch', sendByFetch],
  ['by http', sendByHttp],
])('%s', (_, transport) => {
  test('an address where nothing listens is named', async () => {
    const url = await serve(() => {})
    await new Promise((resolve) => server!.close(resolve))
    server = undefined
    const error = await failureOf(createApiClient({ transport, url, key: 'k' }).listBatches())
    expect(error.code).toBe('API_UNREACHABLE')
    expect(error.message).toBe(`No Earmark API at ${url} (ECONNREFUSED).`)
    expect(error.isTransient).toBe(true)
  })

  test('a server that never answers is given up after the time allowed', async () => {
    const url = await serve(() => {})
    const error = await failureOf(
      createApiClient({ transport, url, key: 'k', timeoutMs: 50 }).listBatches(),
    )
    server!.closeAllConnections()
    expect(error.message).toContain('no answer within 0.05 s')
  })

  test('a page of another program is not taken for an answer', async () => {
    const url = await serve((_, response) => response.end('<html>hello</html>'))
    const error = await failureOf(createApiClient({ transport, url, key: 'k' }).listBatches())
    expect(error.code).toBe('API_UNEXPECTED')
    expect(error.message).toContain('Is EARMARK_API_URL right?')
  })

  test('a redirect is not followed, because it would carry the key elsewhere', async () => {
    const paths: (string | undefined)[] = []
    const url = await serve((request, response) => {
      paths.push(request.url)
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    await failureOf(createApiClient({ transport, url, key: 'k' }).listBatches())
    expect(paths).toEqual(['/v1/batches'])
  })

  test('problem details keep their code and each wrong field', async () => {
    const errors = [{ field: 'priority', value: 11, message: 'priority must be at most 10.' }]
    const url = await serve((_, response) => {
      response.writeHead(400, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ status: 400, code: 'INVALID_REQUEST', detail: 'No.', errors }))
    })
    const error = await failureOf(createApiClient({ transport, url, key: 'k' }).getBatch({ id: 1 }))
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: 'No.', problems: errors })
    expect(error.isTransient).toBe(false)
  })

  test('watching a batch waits for an API that is away, and gives up after its patience', async () => {
    const url = await serve((_, response) => response.writeHead(503).end())
    const troubles: string[] = []
    const error = await failureOf(
      watchBatch(createApiClient({ transport, url, key: 'k' }), 1, {
        intervalMs: 1,
        patienceMs: 30,
        onTrouble: ({ message }) => troubles.push(message),
      }),
    )
    expect(error.status).toBe(503)
    expect(troubles).toHaveLength(1)
  })

  test('what is made goes with its key, its body and its length', async () => {
    const seen: unknown[] = []
    const url = await serve(async (request, response) => {
      const { authorization, 'content-type': type, 'content-length': length } = request.headers
      seen.push(authorization, type, length, await text(request))
      response.writeHead(404).end()
    })
    const made = { name: 'birds', labels: ['Käuzchen'] }
    await failureOf(createApiClient({ transport, url, key: 'k' }).createLabelSet(made))
    const body = JSON.stringify(made)
    expect(seen).toEqual(['Bearer k', 'application/json', String(Buffer.byteLength(body)), body])
  })

  test('a file goes as a form', async () => {
    let type: string | undefined
    let sent = ''
    const url = await serve(async (request, response) => {
      type = request.headers['content-type']
      sent = await text(request)
      response.writeHead(404).end()
    })
    const file = new Blob(['RIFF'])
    const request = { labelSets: [{ labels: ['dog'] }] }
    await failureOf(createApiClient({ transport, url, key: 'k' }).classify({ file, request }))
    expect(type).toMatch(/^multipart\/form-data; boundary=/)
    expect(sent).toContain('RIFF')
  })

  test('a report that breaks off is not taken for the whole', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '1000' })
      response.write('seq,state\n', () => response.destroy())
    })
    const parts = await createApiClient({ transport, url, key: 'k' }).getReportCsv({ id: 1 })
    let read = ''
    const all = async () => {
      for await (const part of parts) read += new TextDecoder().decode(part)
    }
    const error = await failureOf(all())
    expect(read).toBe('seq,state\n')
    expect(error.message).toContain('/v1/batches/1/report.csv broke off')
  })

  test('a call that is given up ends with the reason of giving up', async () => {
    const stop = new AbortController()
    const url = await serve(() => stop.abort(new Error('enough')))
    const call = createApiClient({ transport, url, key: 'k' }).listBatches(
      {},
      { signal: stop.signal },
    )
    await expect(call).rejects.toThrow('enough')
    server!.closeAllConnections()
  })
})
