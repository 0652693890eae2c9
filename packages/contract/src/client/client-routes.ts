import type { Method, Route } from '../define-route.js'
import { type OperationId, routes } from '../routes.js'
import { type Shape, shapeOf } from './shape.js'

/** What a client needs of a route: where its arguments go, and what it answers. Plain data, without a schema. */
export type ClientRoute = {
  operationId: string
  method: Method
  path: string
  /** Names of the fields of its query. */
  query: string[]
  takesBody: boolean
  /** Whether a multipart body may come in place of it. */
  takesForm: boolean
  /** Whether it takes an Idempotency-Key. */
  creates: boolean
  /** By status. */
  answers: Record<string, ClientAnswer>
}

export type ClientAnswer = {
  /** Its content-type; null for an answer without a body. */
  type: string | null
  shape: Shape
}

/**
 * All routes as clients need them. The build runs this once and writes its result in its place: schemas of all routes take
 * longer to make than a command of the command line takes for everything else.
 */
export const clientRoutes = Object.fromEntries(
  Object.values<Route>(routes).map((route) => [route.operationId, toClientRoute(route)]),
) as Record<OperationId, ClientRoute>

function toClientRoute({ operationId, method, path, creates, ...route }: Route): ClientRoute {
  const answers = Object.entries(route.answers).map(([status, answer]) => {
    const { type, schema } = answer as NonNullable<typeof answer>
    return [status, { type, shape: shapeOf(schema) }] as const
  })
  return {
    operationId,
    method,
    path,
    query: Object.keys(route.query?.shape ?? {}),
    takesBody: route.body !== undefined,
    takesForm: route.form !== undefined,
    creates,
    answers: Object.fromEntries(answers),
  }
}
