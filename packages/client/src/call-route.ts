import type { ClientRoute } from '@earmark/contract'
import type { CreateOptions } from './call.js'
import { sendOnce } from './send-once.js'
import { type ApiAddress, openDownload, sendRequest } from './send-request.js'
import { splitArgument } from './split-argument.js'

/** Where a minute may be too little. */
const timeoutsMs: Record<string, number> = {
  // Ten million items take a while.
  prune: 30 * 60_000,
  // A large sample takes the database longer than a page of rows.
  calibrateLabelSet: 10 * 60_000,
}

/**
 * One call of an operation.
 *
 * @param argument its parameters, query and body in one
 * @throws ApiError
 */
export async function callRoute(
  address: ApiAddress,
  route: ClientRoute,
  argument: Record<string, unknown> = {},
  { signal, ...once }: CreateOptions = {},
): Promise<unknown> {
  const timeoutMs = timeoutsMs[route.operationId]
  const to = timeoutMs === undefined ? address : { ...address, timeoutMs }
  const request = {
    ...splitArgument(route, argument),
    method: route.method,
    answers: route.answers,
    signal,
  }
  if (isStreamed(route)) return openDownload(to, request)
  const makes = route.creates && argument.dryRun !== true
  return makes ? sendOnce(to, request, once) : sendRequest(to, request)
}

function isStreamed({ answers }: ClientRoute): boolean {
  const type = answers[200]?.type ?? null
  return type !== null && type !== 'application/json'
}
