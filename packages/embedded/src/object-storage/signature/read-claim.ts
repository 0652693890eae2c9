import { S3Error, type S3ErrorCode } from '../s3-error.js'
import type { S3Request } from '../s3-request.js'

/** A signature and what it says of itself, not yet believed. */
export interface Claim {
  accessKeyId: string
  /** The day, region, service and ending that the key was made for. */
  scope: { day: string; region: string }
  /** As it was sent: `20130524T000000Z`. */
  date: string
  /** For how many seconds a presigned address holds; undefined where headers are signed. */
  expiresS?: number
  signedHeaders: string[]
  signature: string
  /** What was signed in place of the body: its SHA-256 in hex, or one of S3's words. */
  payload: string
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const MAX_EXPIRES_S = 604_800 // a week

/**
 * @throws S3Error AccessDenied where there is no signature, and others where it is none of version 4
 */
export function readClaim({ headers, query }: S3Request): Claim {
  const authorization = headers.get('authorization')
  const isPresigned = query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm')
  if (authorization !== undefined && isPresigned) {
    throw new S3Error('InvalidArgument', 'Sign by a header or by the query, not by both.')
  }
  if (authorization !== undefined) return readHeader(authorization, headers)
  if (isPresigned) return readQuery(query, headers)
  throw new S3Error('AccessDenied', 'Every request must be signed (AWS Signature Version 4).')
}

function readHeader(authorization: string, headers: Map<string, string>): Claim {
  const code = 'AuthorizationHeaderMalformed'
  const [algorithm, ...rest] = authorization.split(' ')
  if (algorithm !== ALGORITHM) throw new S3Error(code, `Only ${ALGORITHM} is known here.`)
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((field) => {
        const at = field.indexOf('=')
        return [field.slice(0, at), field.slice(at + 1)] as const
      }),
  )
  const payload = headers.get('x-amz-content-sha256')
  if (payload === undefined) {
    throw new S3Error('InvalidRequest', 'The header x-amz-content-sha256 is missing.')
  }
  const date = headers.get('x-amz-date') ?? ''
  return { ...readFields(code, (name) => fields.get(name) ?? ''), date, payload }
}

function readQuery(query: Map<string, string>, headers: Map<string, string>): Claim {
  const code = 'AuthorizationQueryParametersError'
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) {
    throw new S3Error(code, `Only ${ALGORITHM} is known here.`)
  }
  const expires = query.get('X-Amz-Expires') ?? ''
  const expiresS = Number(expires)
  if (!/^\d{1,6}$/.test(expires) || expiresS < 1 || expiresS > MAX_EXPIRES_S) {
    throw new S3Error(code, `X-Amz-Expires must be from 1 to ${MAX_EXPIRES_S} seconds.`)
  }
  const fields = readFields(code, (name) => query.get(`X-Amz-${name}`) ?? '')
  const payload = headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'
  return { ...fields, date: query.get('X-Amz-Date') ?? '', expiresS, payload }
}

function readFields(code: S3ErrorCode, field: (name: string) => string) {
  const [accessKeyId, day, region, service, ending, more] = field('Credential').split('/')
  const signature = field('Signature')
  const signedHeaders = field('SignedHeaders').split(';')
  if (
    !accessKeyId ||
    !/^\d{8}$/.test(day ?? '') ||
    !/^[a-z0-9-]{1,64}$/.test(region ?? '') ||
    service !== 's3' ||
    ending !== 'aws4_request' ||
    more !== undefined
  ) {
    throw new S3Error(code, 'The credential must be KEY/YYYYMMDD/REGION/s3/aws4_request.')
  }
  if (!/^[0-9a-f]{64}$/.test(signature)) {
    throw new S3Error(code, 'The signature must be 64 hexadecimal digits.')
  }
  if (!signedHeaders.includes('host') || new Set(signedHeaders).size < signedHeaders.length) {
    throw new S3Error(code, 'SignedHeaders must name each header once, and host among them.')
  }
  return { accessKeyId, scope: { day: day ?? '', region: region ?? '' }, signedHeaders, signature }
}
