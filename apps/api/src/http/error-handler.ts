import { STATUS_CODES } from 'node:http'
import { EarmarkError, type ErrorCode } from '@earmark/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { findOutage } from './find-outage.js'
import { HttpProblem, invalidRequest } from './http-problem.js'

/** Codes that are not listed are the server's own trouble: 500. */
const statusOfCode: Partial<Record<ErrorCode, number>> = {
  INVALID_REQUEST: 400,
  INVALID_LABEL_SET: 400,
  UNAUTHORIZED: 401,
  NOT_FOUND: 404,
  CONFLICT: 409,
  TOO_LARGE: 413,
  // The request is well-formed, but what it names cannot be heard.
  EMPTY_OBJECT: 422,
  UNDECODABLE_AUDIO: 422,
  NO_AUDIO_STREAM: 422,
  OBJECT_NOT_FOUND: 422,
  OBJECT_CHANGED: 422,
  BUCKET_NOT_FOUND: 422,
  ACCESS_DENIED: 422,
  TOO_LONG: 422,
  DECODE_TIMEOUT: 422,
  POISON: 422,
  STORAGE_UNAVAILABLE: 503,
  STORAGE_THROTTLED: 503,
  DATABASE_UNAVAILABLE: 503,
  QUEUE_UNAVAILABLE: 503,
  DECODE_CRASHED: 503,
  INFERENCE_CRASHED: 503,
  WORKER_FAULT: 503,
  CANCELLED: 503,
}

/** Answers every error as problem details (RFC 9457). What went wrong inside is for the log, not for the caller. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = toProblem(error)
  if (reply.raw.destroyed) {
    request.log.info('Client went away')
  } else if (problem.status >= 500) {
    request.log.error({ err: error }, 'Request failed')
  }
  return sendProblem(problem, request, reply)
}

export function sendProblem(problem: HttpProblem, request: FastifyRequest, reply: FastifyReply) {
  const isOurFault = problem.status >= 500
  const body = {
    type: `urn:earmark:error:${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: isOurFault ? `${problem.message} (request ${request.id})` : problem.message,
    code: problem.code,
    ...(problem.errors.length > 0 && { errors: problem.errors }),
    ...(isOurFault && { requestId: request.id }),
  }
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(body))
}

export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error instanceof EarmarkError) return fromEarmarkError(error)
  const outage = findOutage(error)
  if (outage) return outage
  return fromFastifyError(error)
}

function fromEarmarkError(error: EarmarkError): HttpProblem {
  const status = statusOfCode[error.code] ?? 500
  if (status === 500) return internal(error)
  const { field, value, message, retryAfterMs } = error
  const retryAfterS = retryAfterMs === undefined ? 1 : Math.ceil(retryAfterMs / 1000)
  return new HttpProblem(status, error.code, message, {
    cause: error,
    ...(field !== undefined && {
      errors: [{ field, ...(value !== undefined && { value }), message }],
    }),
    ...(status === 503 && { headers: { 'retry-after': String(retryAfterS) } }),
  })
}

/** What Fastify and its multipart plugin refuse by themselves. */
function fromFastifyError(error: unknown): HttpProblem {
  const { code = '', message = '', statusCode = 500 } = error as Partial<FastifyFailure>
  switch (code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return invalidRequest([{ field: 'body', message: describeJson(error) }])
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return invalidRequest([{ field: 'body', message: 'body is missing; send a JSON object.' }])
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new HttpProblem(413, 'TOO_LARGE', 'The body is larger than this route takes.', {
        cause: error,
      })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new HttpProblem(
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'The body has a content-type that this route does not take. Send application/json (or, to POST /v1/classify, multipart/form-data; to POST /v1/metadata, text/csv or application/x-ndjson).',
      )
    default:
      if (statusCode >= 400 && statusCode < 500) {
        return new HttpProblem(
          statusCode,
          'INVALID_REQUEST',
          `The request is malformed: ${message}.`,
        )
      }
      return internal(error)
  }
}

interface FastifyFailure {
  code: string
  message: string
  statusCode: number
}

function describeJson(error: unknown): string {
  const { cause, message } = error as Error
  const reason = cause instanceof Error ? cause.message : message
  return `body is not valid JSON: ${reason.replace(/\.$/, '')}.`
}

function internal(cause: unknown): HttpProblem {
  return new HttpProblem(
    500,
    'INTERNAL',
    'Something went wrong inside Earmark; the log of the API has the details.',
    { cause },
  )
}
