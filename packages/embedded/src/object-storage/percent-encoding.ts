import { S3Error } from './s3-error.js'

/** RFC 3986, as signatures want it: all but letters, digits and `-._~`. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** The same, with slashes as they are. */
export function percentEncodePath(path: string): string {
  return path.split('/').map(percentEncode).join('/')
}

/** @throws S3Error InvalidURI where it is no UTF-8, or a percent sign stands alone */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidURI', 'The address holds a percent sign that encodes no UTF-8.')
  }
}
