import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatS3Url, parseS3Url } from '../src/index.js'

describe('an S3 address', () => {
  test.each([
    ['s3://sounds/a.wav', 'sounds', 'a.wav'],
    ['s3://sounds/a b/c.wav', 'sounds', 'a b/c.wav'],
    ['s3://sounds/a%20b+c?d#e.wav', 'sounds', 'a%20b+c?d#e.wav'],
    ['s3://sounds//leading', 'sounds', '/leading'],
    ['s3://sounds/../up', 'sounds', '../up'],
    ['s3://sounds/Küche/"犬".wav', 'sounds', 'Küche/"犬".wav'],
    ['s3://sounds/two\nlines', 'sounds', 'two\nlines'],
    ['s3://sounds/', 'sounds', ''],
    ['s3://sounds', 'sounds', ''],
  ])('%j is taken as it stands', (url, bucket, key) => {
    expect(parseS3Url(url)).toEqual({ bucket, key })
  })

  test('of any key comes back as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        const address = { bucket: 'my-sounds.1', key }
        expect(parseS3Url(formatS3Url(address))).toEqual(address)
      }),
    )
  })

  test.each([
    '',
    'sounds/a.wav',
    'http://sounds/a.wav',
    's3:/sounds/a',
    's3://',
    's3:///a',
    's3://-x/a',
    's3://a b/c',
  ])('%j is none, and the error names it', (url) => {
    const parse = () => parseS3Url(url)
    expect(parse).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', permanent: true, value: url }),
    )
    expect(parse).toThrow(JSON.stringify(url))
  })

  test('that is endless is shortened in the error', () => {
    expect(() => parseS3Url(`s4://${'x'.repeat(100_000)}`)).toThrow(/^.{0,200}$/)
  })
})
