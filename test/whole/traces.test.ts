import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { openTracing } from '@earmark/tracing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEarmark } from './start-earmark.js'

type Span = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  links?: { traceId: string; spanId: string }[]
}
type Sent = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const CALLER = 'b7ad6b7169203331'
const bodies: string[] = []
const lines: string[] = []
const collector = createServer((request, response) => {
  void text(request).then((body) => {
    bodies.push(body)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
})
let spans: Span[]

/** A real collector's end of OTLP over HTTP, and the whole of Earmark with it. */
beforeAll(async () => {
  await new Promise<void>((resolve) => void collector.listen(0, '127.0.0.1', resolve))
  const { port } = collector.address() as AddressInfo
  const tracing = await openTracing({
    endpoint: `http://127.0.0.1:${port}`,
    serviceName: 'earmark',
  })
  const logger = pino(
    { level: 'info', mixin: () => tracing.ids() },
    { write: (line: string) => void lines.push(line) },
  )
  const earmark = await startEarmark({ logger, tracing })
  try {
    await earmark.tag({}, { traceparent: `00-${TRACE}-${CALLER}-01` })
  } finally {
    await earmark.close()
  }
  const sent = bodies.map((body) => JSON.parse(body) as Sent)
  spans = sent.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  )
})
afterAll(() => void collector.close())

/** Names from a span up to the root of its trace. */
function wayOf(span: Span): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)
  return [span.name, ...(parent ? wayOf(parent) : [])]
}
const waysOf = (name: string) => spans.filter((span) => span.name === name).map(wayOf)

test("a request is below its caller's span, and its job and what the worker does below the request", () => {
  const request = spans.find(({ name }) => name === 'POST /v1/batches')
  expect(request).toMatchObject({ traceId: TRACE, parentSpanId: CALLER })
  const inTrace = spans.filter(({ traceId }) => traceId === TRACE).map(wayOf)
  const scanned = inTrace.find(
    (way) => way[0] === 'postgres execute' && way.join().includes('process'),
  )
  expect(scanned?.at(-1)).toBe('POST /v1/batches')
  expect(scanned?.join()).toContain('scans')
})

test('what a worker hears is a job, with what it asks of S3 and Postgres below it', () => {
  for (const name of ['s3 openObject', 'postgres transaction']) {
    expect(waysOf(name).map((way) => way.join())).toContainEqual(
      expect.stringMatching(/process.*chunks|chunks.*process/),
    )
  }
})

test('each chunk is linked to the request that asked for its batch, once', () => {
  const request = spans.find(({ name }) => name === 'POST /v1/batches')!
  const chunks = spans.filter(({ name }) => /process.*chunks|chunks.*process/.test(name))
  expect(chunks.length).toBeGreaterThan(0)
  for (const { links = [] } of chunks) {
    expect(links.filter(({ traceId }) => traceId === TRACE)).toMatchObject([
      { traceId: TRACE, spanId: request.spanId },
    ])
  }
})

test('spans say nothing of what was asked', () => {
  expect(bodies.join()).not.toMatch(/secret-place|hidden label|one\.wav/)
})

test('log lines carry the trace that they belong to', () => {
  const answered = lines
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === 'item not classified')
  expect(answered[0]).toMatchObject({
    batchId: expect.any(Number),
    chunkId: expect.any(Number),
    item: expect.any(Number),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
})
