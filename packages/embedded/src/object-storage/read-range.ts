import { S3Error } from './s3-error.js'

/**
 * The bytes that a Range header asks for. Several ranges, and what is no range of bytes, mean the whole, as in S3.
 *
 * @returns first and last byte, or undefined for the whole
 * @throws S3Error InvalidRange where none of the object's bytes is in it
 */
export function readRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start >= size) {
    throw new S3Error(
      'InvalidRange',
      `The object has ${size} bytes, and none of them is in the range.`,
      {
        'content-range': `bytes */${size}`,
      },
    )
  }
  return { start, end }
}
