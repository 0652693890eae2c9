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
  method?: 'GET' | 'POST'
  path: string
  query?: Record<string, string | number | undefined>
  body?: unknown
  schema: T
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
  const url = new URL(request.path, address.url)
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  const response = await receive(address, url, request)
  const body = parseJson(response.text)
  if (!response.ok) throw problemError(url, response, body)
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

type Answer = { ok: boolean; status: number; text: string }

async function receive(
  address: ApiAddress,
  url: URL,
  request: ApiRequest<z.ZodType>,
): Promise<Answer> {
  const timeoutMs = address.timeoutMs ?? 60_000
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json, application/problem+json',
        authorization: `Bearer ${address.key}`,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      // A redirect would carry the key to another place.
      redirect: 'manual',
      signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
    })
    return { ok: response.ok, status: response.status, text: await response.text() }
  } catch (error) {
    request.signal?.throwIfAborted()
    const reason = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : describe(error)
    throw new ApiError('API_UNREACHABLE', `No Earmark API at ${url.origin} (${reason}).`, {
      cause: error,
    })
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

function problemError(url: URL, response: Answer, body: unknown): ApiError {
  const { data: problem } = problemSchema.safeParse(body)
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
