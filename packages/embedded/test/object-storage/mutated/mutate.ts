import type { RawRequest } from '../sign-request.js'

/** A source of chance that gives the same again from the same seed. */
export type Chance = (below: number) => number

/** Mulberry32. */
export function seededChance(seed: number): Chance {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

/** What has broken servers before. */
const POISON = [
  '',
  '/',
  '//',
  '..',
  '../',
  '../../../../etc/passwd',
  '%2e%2e%2f',
  '%00',
  '%',
  '%ff',
  '%C0%AE',
  '+',
  '&',
  '=',
  '?',
  '#',
  '\\',
  "'",
  '"',
  '<',
  '>',
  '<!DOCTYPE a>',
  '<![CDATA[',
  ']]>',
  '&#0;',
  '&#xD800;',
  '&lol;',
  '-1',
  '0',
  '1',
  '65536',
  '2147483648',
  '9007199254740993',
  '1e309',
  'NaN',
  'null',
  '__proto__',
  'constructor',
  'bytes=0-',
  'bytes=-0',
  'bytes=99999999999999-',
  'ffffffffffff',
  '0;chunk-signature=',
  '\u00ff',
  '%F0%9F%90%95',
  '.',
  '._S3rver_object',
  '._S3rver_uploads',
  '.upload-',
  'owner.json',
  '.credentials.json',
  'uploads',
  'uploadId=',
  'partNumber=1',
  'delete',
  'tagging',
  'acl',
  'versionId=null',
  'list-type=2',
  'a'.repeat(300),
  'a'.repeat(1_100),
  'x'.repeat(5_000),
]
const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'COPY', 'PROPFIND']
const HEADERS = [
  'range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'x-amz-copy-source',
  'x-amz-copy-source-range',
  'x-amz-metadata-directive',
  'x-amz-meta-x',
  'x-amz-decoded-content-length',
  'x-amz-trailer',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc64nvme',
  'x-amz-content-sha256',
  'content-md5',
  'content-type',
  'content-encoding',
  'expect',
  'transfer-encoding',
  'content-length',
  'origin',
  'sec-fetch-site',
  'x-amz-date',
  'authorization',
  'host',
]
const PAYLOADS = [
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
]

const pick = <T>(chance: Chance, from: readonly T[]): T => from[chance(from.length)] as T

/** Changes one thing or a few of a request. */
export function mutate(request: RawRequest, others: RawRequest[], chance: Chance): RawRequest {
  let mutated = request
  for (let left = 1 + chance(3); left > 0; left--) mutated = mutateOnce(mutated, others, chance)
  return mutated
}

function mutateOnce(request: RawRequest, others: RawRequest[], chance: Chance): RawRequest {
  const { method, url, headers, body } = request
  switch (chance(8)) {
    case 0:
      return { ...request, method: pick(chance, METHODS) }
    case 1:
    case 2:
      return { ...request, url: `/${splice(url.slice(1), chance)}` }
    case 3:
      return { ...request, body: Buffer.from(splice(body.toString('latin1'), chance), 'latin1') }
    case 4: {
      const name = pick(chance, HEADERS)
      return { ...request, headers: { ...headers, [name]: pick(chance, POISON) } }
    }
    case 5: {
      const name = pick(chance, Object.keys(headers))
      return { ...request, headers: { ...headers, [name]: splice(headers[name] ?? '', chance) } }
    }
    case 6:
      return { ...request, headers: { ...headers, 'x-amz-content-sha256': pick(chance, PAYLOADS) } }
    default: {
      const other = pick(chance, others)
      return { method, url: other.url, headers: { ...other.headers, ...headers }, body: other.body }
    }
  }
}

/** Takes a piece out of a text, and puts poison, a byte or the piece twice in its place. */
function splice(text: string, chance: Chance): string {
  const start = chance(text.length + 1)
  const end = start + chance(Math.min(12, text.length - start + 1))
  const piece = text.slice(start, end)
  const byte = String.fromCharCode(chance(256))
  const between = pick(chance, [pick(chance, POISON), byte, piece + piece, '', piece.toUpperCase()])
  return text.slice(0, start) + between + text.slice(end)
}
