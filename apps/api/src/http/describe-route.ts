import {
  type Answer,
  idempotencyHeaders,
  problemDescriptions,
  problemSchema,
  type Route,
} from '@earmark/contract'
import type { FastifySchema } from 'fastify'
import { z } from 'zod'

/** A route as Fastify checks and documents it. */
export function describeRoute(route: Route): FastifySchema {
  const { operationId, summary, description, params, query, body, form } = route
  return {
    operationId,
    tags: [route.tag],
    summary,
    ...(description !== undefined && { description }),
    ...(!route.needsKey && { security: [] }),
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(route.creates && { headers: idempotencyHeaders }),
    ...(body && { body: form ? byType(body, form) : body }),
    response: { ...describeProblems(route), ...describeAnswers(route) },
  }
}

function byType(body: z.ZodType, form: z.ZodType) {
  return {
    content: { 'application/json': { schema: body }, 'multipart/form-data': { schema: form } },
  }
}

function describeAnswers({ answers }: Route): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, one]) => [status, describeAnswer(one as Answer)]),
  )
}

function describeAnswer({ description, type, schema }: Answer): unknown {
  if (type === null) return z.null().meta({ description })
  return { description, content: { [type]: { schema } } }
}

/** What Node itself answers: of open routes, all that can be wrong with a request. */
const headersTooLarge = {
  431: {
    description: 'The headers are larger than this server reads.',
    content: {
      'application/json': {
        schema: z.object({ statusCode: z.int(), error: z.string(), message: z.string() }),
      },
    },
  },
}

/** Of routes that need a key; and where a request of these changes something, a page of another site may have sent it. */
const behindKey = [401, 500, 503] as const
const changing = [403, ...behindKey] as const

/** What may be wrong with a request. */
function describeProblems({ needsKey, problems, method }: Route): Record<string, unknown> {
  if (!needsKey && problems.length === 0) return headersTooLarge
  const added = method === 'get' ? behindKey : changing
  const statuses = needsKey ? [...problems, ...added] : problems
  return Object.fromEntries(
    statuses.map((status) => {
      const content = { 'application/problem+json': { schema: problemSchema } }
      return [status, { description: problemDescriptions[status], content }]
    }),
  )
}
