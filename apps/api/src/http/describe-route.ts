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
  const { operationId, summary, params, query, body } = route
  const said = describeScope(route)
  return {
    operationId,
    tags: [route.tag],
    summary,
    ...(said !== undefined && { description: said }),
    ...describeSecurity(route),
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(route.creates && { headers: idempotencyHeaders }),
    ...(body && { body: byType(route, body) }),
    response: { ...describeProblems(route), ...describeAnswers(route) },
  }
}

/** The scope as people read it, and, in `security`, as programs do: OpenAPI 3.1 allows roles for any kind of key. */
function describeScope({ needsKey, scope, description }: Route): string | undefined {
  if (!needsKey || scope === null) return description
  const needs = `Needs the scope \`${scope}\`.`
  return description === undefined ? needs : `${description} ${needs}`
}

function describeSecurity({ needsKey, scope }: Route): Pick<FastifySchema, 'security'> {
  if (!needsKey) return { security: [] }
  return scope === null ? {} : { security: [{ apiKey: [scope] }] }
}

function byType({ form, texts = {} }: Route, body: z.ZodType) {
  const others = Object.entries({ ...(form && { 'multipart/form-data': form }), ...texts })
  if (others.length === 0) return body
  const all: [string, z.ZodType][] = [['application/json', body], ...others]
  return { content: Object.fromEntries(all.map(([type, schema]) => [type, { schema }])) }
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

/**
 * Of routes that need a key: 403 where it may not do this, or where a page of another site sent the request; 429 where it has
 * sent too much.
 */
const behindKey = [401, 403, 429, 500, 503] as const

/** Of routes that may be sent a body: it is read, and may be refused, also where none is wanted. */
const withBody = [400, 413, 415] as const

/** What may be wrong with a request. */
function describeProblems({ needsKey, method, problems }: Route): Record<string, unknown> {
  if (!needsKey && problems.length === 0) return headersTooLarge
  const statuses = [
    ...problems,
    ...(needsKey ? behindKey : []),
    ...(method === 'get' ? [] : withBody),
  ]
  return Object.fromEntries(
    statuses.map((status) => {
      const content = { 'application/problem+json': { schema: problemSchema } }
      return [status, { description: problemDescriptions[status], content }]
    }),
  )
}
