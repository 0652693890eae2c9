import type { IncomingMessage } from 'node:http'
import { percentDecode } from './percent-encoding.js'
import { S3Error } from './s3-error.js'

/** S3's limit for a key, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1_024

/** What a request asks for, before anything of it is believed. */
export interface S3Request {
  incoming: IncomingMessage
  method: string
  /** Empty where the whole server is meant. */
  bucket: string
  /** Empty where the bucket is meant. */
  key: string
  path: string
  /** Decoded. No name is there twice. */
  query: Map<string, string>
  /** By names in lower case. What a presigned address says of `x-amz-` headers is among them. */
  headers: Map<string, string>
}

/**
 * Reads address and headers by hand: URL would resolve `..`, which S3 takes as a part of the key.
 *
 * @throws S3Error InvalidURI, InvalidArgument, KeyTooLongError
 */
export function readRequest(incoming: IncomingMessage): S3Request {
  const { method = '', url = '' } = incoming
  if (!url.startsWith('/')) throw new S3Error('InvalidURI', 'The address has no path.')
  const mark = url.indexOf('?')
  const path = percentDecode(mark < 0 ? url : url.slice(0, mark))
  const query = readQuery(mark < 0 ? '' : url.slice(mark + 1))
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? []
  checkKey(key)
  return { incoming, method, bucket, key, path, query, headers: readHeaders(incoming, query) }
}

/** @throws S3Error KeyTooLongError, InvalidArgument */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', `A key has at most ${MAX_KEY_BYTES} bytes of UTF-8.`)
  }
  // Half a surrogate pair is no UTF-8; NUL can stand in no listing, since XML has no way to write it.
  if (/\0|\p{Surrogate}/u.test(key)) {
    throw new S3Error('InvalidArgument', 'A key must be UTF-8, without NUL.')
  }
}

function readQuery(text: string): Map<string, string> {
  const query = new Map<string, string>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const [name = '', ...value] = pair.replaceAll('+', '%20').split('=')
    const decoded = percentDecode(name)
    if (query.has(decoded)) {
      throw new S3Error('InvalidArgument', 'A parameter of the query is there twice.')
    }
    query.set(decoded, percentDecode(value.join('=')))
  }
  return query
}

function readHeaders(incoming: IncomingMessage, query: Map<string, string>): Map<string, string> {
  const headers = new Map<string, string>()
  for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
    // Two values could mean one thing to the signature and another to the operation.
    if (values.length > 1 && isMeaningful(name)) {
      throw new S3Error('InvalidArgument', `The header ${name} is there twice.`)
    }
    headers.set(name, values.join(','))
  }
  for (const [name, value] of query) {
    const header = name.toLowerCase()
    if (!header.startsWith('x-amz-') || headers.has(header)) continue
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a header must not hold
    if (/[\u0000-\u001f\u007f]/.test(value)) {
      throw new S3Error('InvalidArgument', `The parameter ${header} holds control characters.`)
    }
    headers.set(header, value)
  }
  return headers
}

function isMeaningful(name: string): boolean {
  return /^(x-amz-|content-|if-|host$|authorization$|range$|date$|origin$|sec-)/.test(name)
}
