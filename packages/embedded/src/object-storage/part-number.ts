import { S3Error } from './s3-error.js'

export const MAX_PARTS = 10_000

/** @throws S3Error InvalidArgument */
export function readPartNumber(text: string | undefined): number {
  const number = Number(text)
  if (/^[1-9]\d{0,4}$/.test(text ?? '') && number <= MAX_PARTS) return number
  throw new S3Error('InvalidArgument', `A part's number must be from 1 to ${MAX_PARTS}.`)
}
