import { createHash, createHmac } from 'node:crypto'

/** A request as it goes over the wire: the address is encoded already. */
export interface RawRequest {
  method: string
  /** `/bucket/key?name=value` */
  url: string
  headers: Record<string, string>
  body: Buffer
}

export interface Keys {
  accessKeyId: string
  secretAccessKey: string
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()
const REGION = 'us-east-1'

/** Adds the headers of Signature Version 4, written for tests apart from the server's own code. */
export function signRequest(request: RawRequest, keys: Keys, now = new Date()): RawRequest {
  const date = amzDate(now)
  const { authorization: _, ...unsigned } = request.headers
  const headers: Record<string, string> = {
    'x-amz-content-sha256': sha256(request.body),
    ...unsigned,
    'x-amz-date': date,
  }
  const names = Object.keys(headers).sort()
  const signature = signCanonical(request, headers, names, {
    date,
    keys,
    payload: headers['x-amz-content-sha256'] ?? '',
  })
  const credential = `${keys.accessKeyId}/${scopeOf(date)}`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...request, headers: { ...headers, authorization } }
}

/** Puts the signature into the address. */
export function presign(
  request: RawRequest,
  keys: Keys,
  { now = new Date(), expiresS = 60 }: { now?: Date; expiresS?: number } = {},
): RawRequest {
  const date = amzDate(now)
  const query = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encodeURIComponent(`${keys.accessKeyId}/${scopeOf(date)}`)}`,
    `X-Amz-Date=${date}`,
    `X-Amz-Expires=${expiresS}`,
    'X-Amz-SignedHeaders=host',
  ].join('&')
  const url = `${request.url}${request.url.includes('?') ? '&' : '?'}${query}`
  const host = { host: request.headers.host ?? '' }
  const payload = 'UNSIGNED-PAYLOAD'
  const signature = signCanonical({ ...request, url }, host, ['host'], { date, keys, payload })
  return { ...request, url: `${url}&X-Amz-Signature=${signature}` }
}

function signCanonical(
  { method, url }: RawRequest,
  headers: Record<string, string>,
  names: string[],
  { date, keys, payload }: { date: string; keys: Keys; payload: string },
): string {
  const [path = '', query = ''] = url.split('?')
  const pairs = query.split('&').filter(Boolean)
  const canonical = [
    method,
    path,
    pairs
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    payload,
  ].join('\n')
  const hash = createHash('sha256').update(canonical, 'latin1').digest('hex')
  const text = ['AWS4-HMAC-SHA256', date, scopeOf(date), hash].join('\n')
  const key = scopeOf(date).split('/').reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`)
  return hmac(key, text).toString('hex')
}

function amzDate(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, '')
}

function scopeOf(date: string): string {
  return `${date.slice(0, 8)}/${REGION}/s3/aws4_request`
}
