import { ApiError } from './api-error.js'
import { codeOf } from './code-of.js'
import { type ApiAddress, type ApiRequest, sendRequest } from './send-request.js'
import { sleep } from './sleep.js'

/** As long as an API takes to start again. */
const PATIENCE_MS = 20_000
const FIRST_PAUSE_MS = 250

export type OnceOptions = {
  /** Default: a new one. Whoever starts the same action again, such as a script that was killed, gives the same. */
  idempotencyKey?: string
  /** For how long after the first failure it is tried again. */
  patienceMs?: number
}

/**
 * Has the API make something, once. Where no answer comes, nobody knows whether it was made: the same is sent again under
 * the same Idempotency-Key, so that the API answers for what is there.
 *
 * @throws ApiError as sendRequest does, of the last try
 */
export async function sendOnce(
  address: ApiAddress,
  request: Omit<ApiRequest, 'idempotencyKey'>,
  { idempotencyKey = newKey(), patienceMs = PATIENCE_MS }: OnceOptions = {},
): Promise<unknown> {
  let failedAt: number | undefined
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    try {
      return await sendRequest(address, { ...request, idempotencyKey })
    } catch (error) {
      // Nobody listens there, so nothing was made: whoever mistyped an address is told at once.
      const isPointless = failedAt === undefined && isRefused(error)
      failedAt ??= Date.now()
      if (isPointless || !mayPass(error) || Date.now() + pauseMs - failedAt > patienceMs)
        throw error
      await sleep(pauseMs, request.signal)
    }
  }
}

/** A UUID of version 4. Browsers make one by themselves only on pages that came over HTTPS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  // A 500 is a defect, which waiting does not mend.
  return (error.isTransient && error.status !== 500) || error.code === 'REQUEST_UNDER_WAY'
}

function isRefused(error: unknown): boolean {
  return error instanceof ApiError && codeOf(error.cause) === 'ECONNREFUSED'
}
