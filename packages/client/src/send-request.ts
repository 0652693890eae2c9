import type { z } from 'zod'
import { ApiError } from './api-error.js'
import { problemSchema } from './schemas.js'

export type ApiAddress = {
  /** e.g. http://127.0.0.1:3210 */
  url: string
  key: string
  /** How long one call may take; default 60 s. */
  timeoutMs?: number
}

export type ApiRequest<T extends z.ZodType> = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  query?: Record<string, string | number | boolean | undefined> | undefined
  body?: unknown
  schema: T
  /** A status besides success whose answer has the schema too. */
  alsoAnswers?: number
  /** Sent again with the same, the request makes nothing twice. */
  idempotencyKey?: string
  signal?: AbortSignal | undefined
}

/**
 * One call of the API.
 *
 * @throws ApiError with the API's problem details, or API_UNREACHABLE where nothing answers
 */
export async function sendRequest<T extends z.ZodType>(
  address: ApiAddress,
  request: ApiRequest<T>,
): Promise<z.output<T>> {
  const url = urlOf(address, request)
  const { response, text } = await receive(address, url, request)
  if (!response.ok && response.status !== request.alsoAnswers)
    throw problemError(url, response, text)
  const body = parseJson(text)
  const answer = request.schema.safeParse(body)
  if (!answer.success) {
    throw new ApiError(
      'API_UNEXPECTED',
      `${url.origin}${url.pathname} answered with something else than Earmark's API does. Is EARMARK_API_URL right?`,
      { status: response.status, cause: answer.error },
    )
  }
  return answer.data
}

/**
 * A call whose answer is read while it arrives. An answer that breaks off throws, so that nobody takes a part for the
 * whole.
 *
 * @throws ApiError as sendRequest does
 */
export async function openDownload(
  address: ApiAddress,
  request: Omit<ApiRequest<z.ZodType>, 'schema'>,
): Promise<AsyncIterable<Uint8Array>> {
  const url = urlOf(address, request)
  const response = await withTimeout(address, url, request, async (answer) =>
    answer.ok ? answer : problemError(url, answer, await answer.text()),
  )
  if (response instanceof ApiError) throw response
  return readBody(url, response, request.signal)
}

async function* readBody(
  url: URL,
  { body }: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    if (body) yield* body
  } catch (error) {
    signal?.throwIfAborted()
    throw new ApiError(
      'API_UNREACHABLE',
      `The answer of ${url.origin}${url.pathname} broke off (${describe(error)}).`,
      { cause: error },
    )
  }
}

function urlOf(address: ApiAddress, request: Omit<ApiRequest<z.ZodType>, 'schema'>): URL {
  const url = new URL(request.path, address.url)
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

function receive(address: ApiAddress, url: URL, request: Omit<ApiRequest<z.ZodType>, 'schema'>) {
  return withTimeout(address, url, request, async (response) => ({
    response,
    text: await response.text(),
  }))
}

/** @param read what has to be over before the time is up */
async function withTimeout<T>(
  address: ApiAddress,
  url: URL,
  request: Omit<ApiRequest<z.ZodType>, 'schema'>,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const timeoutMs = address.timeoutMs ?? 60_000
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(), timeoutMs)
  try {
    const response = await fetch(url, {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json, application/problem+json, */*;q=0.5',
        authorization: `Bearer ${address.key}`,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
        ...(request.idempotencyKey !== undefined && { 'idempotency-key': request.idempotencyKey }),
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      // A redirect would carry the key to another place.
      redirect: 'manual',
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

/** fetch says "fetch failed"; the reason is in its cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return cause instanceof Error ? cause.message : error.message
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemError(url: URL, response: Response, text: string): ApiError {
  const { data: problem } = problemSchema.safeParse(parseJson(text))
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
