import { readXml, type XmlElement } from '../read-xml.js'
import { S3Error } from '../s3-error.js'
import type { S3Request } from '../s3-request.js'
import { hasChecksum } from './body-checks.js'

/** Holds 10,000 parts, or 1,000 keys of 1,024 bytes with every byte escaped. */
export const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024

/** What a form or a page's simple request is sent as. */
const FORM_TYPES = /^(text\/plain|multipart\/form-data|application\/x-www-form-urlencoded)\b/i

/**
 * Reads the XML of a request.
 *
 * @throws S3Error MalformedXML, InvalidRequest
 */
export async function readDocument(
  request: S3Request,
  body: AsyncIterable<Buffer>,
  root: string,
): Promise<XmlElement> {
  const type = request.headers.get('content-type')?.trim() ?? ''
  if (FORM_TYPES.test(type)) {
    throw new S3Error('InvalidRequest', 'The body must be XML, and said to be.')
  }
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(piece)
  const document = readXml(Buffer.concat(pieces).toString('utf8'))
  if (document.name !== root) {
    throw new S3Error('MalformedXML', `The body is <${document.name}>, where <${root}> is meant.`)
  }
  return document
}

/** @throws S3Error InvalidRequest where only the signature would vouch for the body */
export function requireChecksum(request: S3Request): void {
  if (hasChecksum(request)) return
  throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5')
}
