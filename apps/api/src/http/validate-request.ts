import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { describeIssues } from './describe-issues.js'
import { invalidRequest } from './http-problem.js'

const partNames: Record<string, string> = { querystring: 'query', params: 'path' }

/** Fastify's validator: zod, with errors in sentences. */
export const validateRequest: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const part = partNames[httpPart ?? ''] ?? 'body'
  return (data: unknown) => {
    // Fastify gives null for a request without a body; for the schema nothing was sent.
    const received = data === null && part === 'body' ? undefined : data
    const parsed = schema.safeParse(received)
    if (parsed.success) return { value: parsed.data }
    return { error: invalidRequest(describeIssues(parsed.error.issues, received, part)) }
  }
}
