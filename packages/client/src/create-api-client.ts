import type { OperationId, Routes } from '@earmark/contract'
import { clientRoutes } from '@earmark/contract/client-routes'
import type { Call, CallOptions, CreateOptions } from './call.js'
import { callRoute } from './call-route.js'
import type { ApiAddress } from './send-request.js'
import type { Batch, BatchEstimate, BatchRequest } from './shapes.js'

type Calls = { [Id in OperationId]: Call<Routes[Id]> }

/** One call for each operation of the contract. Each throws ApiError. */
export interface ApiClient extends Omit<Calls, 'createBatch'> {
  createBatch: {
    (request: BatchRequest & { dryRun?: false }, options?: CreateOptions): Promise<Batch>
    /** What the batch would be; nothing is stored. */
    (request: BatchRequest & { dryRun: true }, options?: CallOptions): Promise<BatchEstimate>
  }
}

export function createApiClient(address: ApiAddress): ApiClient {
  const calls = Object.values(clientRoutes).map((route) => [
    route.operationId,
    (argument?: Record<string, unknown>, options?: CreateOptions) =>
      callRoute(address, route, argument, options),
  ])
  return Object.fromEntries(calls) as ApiClient
}
