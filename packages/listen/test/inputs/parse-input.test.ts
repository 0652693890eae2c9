import { describe, expect, test } from 'vitest'
import { parseInput } from '../../src/index.js'

test('an address is called by a name without password, token or user', () => {
  for (const url of [
    'https://bob:hunter2@radio.example.org:8443/live?token=hunter2',
    'rtsp://bob:hunter2@camera.example.org/1?pass=hunter2',
    'rtsps://bob:hunter2@[fd00::1]/1',
  ]) {
    const { name } = parseInput(url, 'linux')
    expect(name).not.toMatch(/hunter2|bob/)
    expect(name).toContain(url.slice(0, url.indexOf(':')))
  }
})

test("an HTTP address's password goes into a header, decoded", () => {
  const input = parseInput('http://bob:a%40b@radio.example.org/live?x=1', 'linux')
  expect(input).toEqual({
    kind: 'http',
    name: 'http://radio.example.org/live?…',
    url: 'http://radio.example.org/live?x=1',
    authorization: `Basic ${Buffer.from('bob:a@b').toString('base64')}`,
  })
})

test.each([
  ['100%', '100%'],
  ['50%25', '50%'],
  ['%zz', '%zz'],
  ['%ff', '%ff'],
])('the password %j is %j', (written, meant) => {
  expect(parseInput(`http://bob:${written}@radio.example.org/`, 'linux')).toMatchObject({
    authorization: `Basic ${Buffer.from(`bob:${meant}`).toString('base64')}`,
  })
})

test.each([
  'file:///etc/passwd',
  '/etc/passwd',
  'concat:a|b',
  'subfile,,start,0,end,9,,:/etc/passwd',
  'data:audio/wav;base64,AAAA',
  'ftp://bob:hunter2@example.org/a',
  'gopher://example.org/',
  'lavfi:sine',
  'http://',
  '-f lavfi',
  '',
])('%j is refused, and no password in it shown', (input) => {
  expect(() => parseInput(input, 'linux')).toThrow(/--input takes default/)
  expect(() => parseInput(input, 'linux')).not.toThrow(/hunter2/)
})

describe('the microphone', () => {
  test('is that of the sound server on Linux, and otherwise that of ALSA', () => {
    const input = parseInput('default', 'linux')
    expect(input).toMatchObject({ candidates: [{ format: 'pulse' }, { format: 'alsa' }] })
  })

  test('must be named on Windows, which has no default for ffmpeg', () => {
    expect(() => parseInput('default', 'win32')).toThrow(/dshow:audio=/)
    expect(parseInput('dshow:audio=Microphone', 'win32')).toMatchObject({
      candidates: [{ format: 'dshow', device: 'audio=Microphone' }],
    })
  })
})
