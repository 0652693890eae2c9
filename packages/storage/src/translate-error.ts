import { EarmarkError, type ErrorCode } from '@earmark/core'

export type FailedRequest = {
  bucket: string
  key?: string
  endpoint: string
  signal?: AbortSignal | undefined
  /** Whether a scan has seen the object. */
  wasListed?: boolean
}

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
  'InvalidToken',
])
/** Refused now, and welcome once the credentials are renewed or can be fetched again. */
const OUT_OF_DATE = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestTimeTooSkewed'])
const ELSEWHERE = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
])

/** Turns what the SDK throws into an error that names the bucket, the key and the endpoint. */
export function translateError(error: unknown, request: FailedRequest): EarmarkError {
  if (error instanceof EarmarkError) return error
  const failure = error as ServiceError
  const { bucket, key, endpoint, signal } = request
  const { name } = failure
  const status = failure.$metadata?.httpStatusCode
  const address = key === undefined ? `s3://${bucket}` : `s3://${bucket}/${key}`
  const passing = (code: ErrorCode, message: string, more: { retryAfterMs?: number } = {}) =>
    new EarmarkError(code, message, { cause: error, ...more })
  const permanent = (code: ErrorCode, message: string) =>
    new EarmarkError(code, message, { cause: error, permanent: true })

  if (signal?.aborted && signal.reason instanceof EarmarkError) return signal.reason
  if (signal?.aborted || name === 'AbortError') {
    return passing('CANCELLED', `The request for ${address} was cancelled.`)
  }
  if (name === 'NoSuchBucket' || (status === 404 && key === undefined)) {
    return permanent('BUCKET_NOT_FOUND', `The bucket ${bucket} does not exist at ${endpoint}.`)
  }
  if (NOT_FOUND.has(name) || status === 404) {
    const since = request.wasListed ? ' It may have been deleted after the scan.' : ''
    return permanent('OBJECT_NOT_FOUND', `${address} does not exist.${since}`)
  }
  if (status === 412) {
    return permanent('OBJECT_CHANGED', `${address} was overwritten after the scan.`)
  }
  if (OUT_OF_DATE.has(name)) {
    const message = `${endpoint} refuses access to ${address}: the credentials or this machine's clock are out of date (${name}).`
    return passing('ACCESS_DENIED', message)
  }
  if (ELSEWHERE.has(name)) {
    const message = `The bucket ${bucket} is in another region or at another endpoint than ${endpoint} (${name}). Set AWS_REGION or S3_ENDPOINT.`
    return permanent('INVALID_REQUEST', message)
  }
  if (DENIED.has(name) || status === 403 || status === 401) {
    const message = `${endpoint} refuses access to ${address} (${name}). Check the credentials and the bucket's policy.`
    return permanent('ACCESS_DENIED', message)
  }
  if (name === 'CredentialsProviderError') {
    const message = `There are no credentials for ${endpoint}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`
    return permanent('ACCESS_DENIED', message)
  }
  if (THROTTLED.has(name) || status === 429 || status === 503) {
    const retryAfterMs = readRetryAfter(failure.$response?.headers?.['retry-after'])
    const message = `${endpoint} asks for fewer requests (${name}) at ${address}.`
    return passing('STORAGE_THROTTLED', message, retryAfterMs === null ? {} : { retryAfterMs })
  }
  if (status !== undefined && status >= 300 && status < 500) {
    const message = `${endpoint} refuses the request for ${address}: ${name}: ${failure.message}`
    return permanent('INVALID_REQUEST', message)
  }
  const reason =
    status === undefined
      ? `cannot be reached (${failure.code ?? name})`
      : `answers with status ${status} and nothing that S3 would say (${name})`
  const message = `The S3 endpoint ${endpoint} ${reason}, asked for ${address}.`
  return passing('STORAGE_UNAVAILABLE', message)
}

/** Seconds or a date, as HTTP has it. */
function readRetryAfter(header: string | undefined): number | null {
  if (header === undefined) return null
  const waitMs = Number.isNaN(Number(header))
    ? Date.parse(header) - Date.now()
    : Number(header) * 1000
  return waitMs > 0 ? Math.round(waitMs) : null
}
