import type { ClientRoute, Method } from '@earmark/contract'
import { ApiError } from './api-error.js'
import { codeOf } from './code-of.js'
import { readProblem } from './problem.js'
import { readAnswer } from './read-answer.js'
import { sendByFetch } from './transport/send-by-fetch.js'
import type { Incoming, Transport } from './transport/transport.js'

export type ApiAddress = {
  /** e.g. http://127.0.0.1:3210 */
  url: string
  /** Unset in a browser that is signed in: its cookie stands for the key. */
  key?: string | undefined
  /** How long one call may take; default 60 s. */
  timeoutMs?: number
  /** How requests go; default: by fetch. */
  transport?: Transport
}

export type ApiRequest = {
  method: Method
  path: string
  query?: Record<string, unknown>
  body?: unknown
  /** In place of a body. */
  form?: FormData | undefined
  /** Sent again with the same, the request makes nothing twice. */
  idempotencyKey?: string
  signal?: AbortSignal | undefined
  /** What it may be answered with, by status. */
  answers: ClientRoute['answers']
}

/**
 * One call of the API.
 *
 * @throws ApiError with the API's problem details, or API_UNREACHABLE where nothing answers
 */
export async function sendRequest(address: ApiAddress, request: ApiRequest): Promise<unknown> {
  const url = urlOf(address, request)
  const { response, text } = await withTimeout(address, url, request, async (response) => ({
    response,
    text: await response.text(),
  }))
  const read = readAnswer(request.answers, response, parseJson(text))
  if ('data' in read) return read.data
  if (!isOk(response)) throw problemError(url, response, text)
  throw new ApiError(
    'API_UNEXPECTED',
    `${url.origin}${url.pathname} answered with something else than Earmark's API does. Is EARMARK_API_URL right?`,
    { status: response.status, cause: new Error(read.misfit) },
  )
}

/**
 * A call whose answer is read while it arrives. An answer that breaks off throws, so that nobody takes a part for the
 * whole.
 *
 * @throws ApiError as sendRequest does
 */
export async function openDownload(
  address: ApiAddress,
  request: ApiRequest,
): Promise<AsyncIterable<Uint8Array>> {
  const url = urlOf(address, request)
  const response = await withTimeout(address, url, request, async (answer) =>
    isOk(answer) ? answer : problemError(url, answer, await answer.text()),
  )
  if (response instanceof ApiError) throw response
  return readBody(url, response, request.signal)
}

async function* readBody(
  url: URL,
  response: Incoming,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* response.parts()
  } catch (error) {
    signal?.throwIfAborted()
    throw new ApiError(
      'API_UNREACHABLE',
      `The answer of ${url.origin}${url.pathname} broke off (${describe(error)}).`,
      { cause: error },
    )
  }
}

function urlOf(address: ApiAddress, request: ApiRequest): URL {
  const url = new URL(request.path, address.url)
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value === undefined || value === null) continue
    for (const one of Array.isArray(value) ? value : [value])
      url.searchParams.append(name, String(one))
  }
  return url
}

/** @param read what has to be over before the time is up */
async function withTimeout<T>(
  address: ApiAddress,
  url: URL,
  request: ApiRequest,
  read: (response: Incoming) => Promise<T>,
): Promise<T> {
  const timeoutMs = address.timeoutMs ?? 60_000
  const { body, form } = request
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(), timeoutMs)
  try {
    const response = await (address.transport ?? sendByFetch)(url, {
      method: request.method.toUpperCase(),
      headers: {
        accept: 'application/json, application/problem+json, */*;q=0.5',
        ...(address.key !== undefined && { authorization: `Bearer ${address.key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(request.idempotencyKey !== undefined && { 'idempotency-key': request.idempotencyKey }),
      },
      body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal: request.signal ? AbortSignal.any([request.signal, timeout.signal]) : timeout.signal,
    })
    return await read(response)
  } catch (error) {
    request.signal?.throwIfAborted()
    const reason = timeout.signal.aborted
      ? `no answer within ${timeoutMs / 1000} s`
      : describe(error)
    throw new ApiError('API_UNREACHABLE', `No Earmark API at ${url.origin} (${reason}).`, {
      cause: error,
    })
  } finally {
    clearTimeout(timer)
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return codeOf(error) ?? (error.cause instanceof Error ? error.cause.message : error.message)
}

function isOk({ status }: Incoming): boolean {
  return status >= 200 && status < 300
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemError(url: URL, response: Incoming, text: string): ApiError {
  const problem = readProblem(parseJson(text))
  if (problem?.code === undefined && problem?.detail === undefined) {
    return new ApiError(
      'API_UNEXPECTED',
      `${url.origin}${url.pathname} answered with status ${response.status} and no reason. Is EARMARK_API_URL right?`,
      { status: response.status },
    )
  }
  return new ApiError(
    problem.code ?? 'INTERNAL',
    problem.detail ?? problem.title ?? `The API answered with status ${response.status}.`,
    { status: response.status, problems: problem.errors },
  )
}
