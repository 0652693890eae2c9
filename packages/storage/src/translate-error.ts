import { EarmarkError, type ErrorCode } from '@earmark/core'

export type FailedRequest = { bucket: string; key?: string; endpoint: string }

type ServiceError = Error & {
  $metadata?: { httpStatusCode?: number }
  $response?: { headers?: Record<string, string> }
  code?: string
}

const THROTTLED = new Set([
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'RequestLimitExceeded',
  'ServiceUnavailable',
])
const NOT_FOUND = new Set(['NoSuchKey', 'NotFound', 'NoSuchVersion'])
const DENIED = new Set([
  'AccessDenied',
  'Forbidden',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AccountProblem',
  'ExpiredToken',
  'InvalidToken',
])

/** Turns what the SDK throws into an error that names the bucket, the key and the endpoint. */
export function translateError(error: unknown, request: FailedRequest): EarmarkError {
  if (error instanceof EarmarkError) return error
  const failure = error as ServiceError
  const status = failure.$metadata?.httpStatusCode
  const address =
    request.key === undefined ? `s3://${request.bucket}` : `s3://${request.bucket}/${request.key}`
  const fail = (
    code: ErrorCode,
    message: string,
    options: { permanent?: boolean; retryAfterMs?: number } = {},
  ) => new EarmarkError(code, message, { cause: error, ...options })

  if (failure.name === 'AbortError') return fail('CANCELLED', `Reading ${address} was cancelled.`)
  if (failure.name === 'NoSuchBucket' || (status === 404 && request.key === undefined)) {
    return fail(
      'BUCKET_NOT_FOUND',
      `The bucket ${request.bucket} does not exist at ${request.endpoint}.`,
      { permanent: true },
    )
  }
  if (NOT_FOUND.has(failure.name) || status === 404) {
    return fail(
      'OBJECT_NOT_FOUND',
      `${address} does not exist. It may have been deleted after the scan.`,
      { permanent: true },
    )
  }
  if (status === 412)
    return fail('OBJECT_CHANGED', `${address} was overwritten after the scan.`, { permanent: true })
  if (DENIED.has(failure.name) || status === 403 || status === 401) {
    return fail(
      'ACCESS_DENIED',
      `${request.endpoint} refuses access to ${address} (${failure.name}). Check the credentials and the bucket's policy.`,
      {
        permanent: true,
      },
    )
  }
  if (failure.name === 'CredentialsProviderError') {
    return fail(
      'ACCESS_DENIED',
      `There are no credentials for ${request.endpoint}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
      { permanent: true },
    )
  }
  if (THROTTLED.has(failure.name) || status === 429 || status === 503) {
    const retryAfterS = Number(failure.$response?.headers?.['retry-after'])
    return fail(
      'STORAGE_THROTTLED',
      `${request.endpoint} asks for fewer requests (${failure.name}) at ${address}.`,
      {
        ...(retryAfterS > 0 && { retryAfterMs: retryAfterS * 1000 }),
      },
    )
  }
  if (status !== undefined && status < 500) {
    return fail(
      'INVALID_REQUEST',
      `${request.endpoint} refuses the request for ${address}: ${failure.name}: ${failure.message}`,
      { permanent: true },
    )
  }
  const reason =
    status === undefined
      ? `cannot be reached (${failure.code ?? failure.name})`
      : `answers with status ${status} (${failure.name})`
  return fail(
    'STORAGE_UNAVAILABLE',
    `The S3 endpoint ${request.endpoint} ${reason}, asked for ${address}.`,
  )
}
