import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bin, runEarmark } from './run-earmark.js'

const scene = fileURLToPath(
  new URL('../../../demo/scenes/a-day-in-95-seconds.ogg', import.meta.url),
)

let url: string
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'audio/mpeg' })
  const source = ['-re', '-ss', '10', '-t', '8', '-i', scene, '-f', 'mp3', '-flush_packets', '1']
  const ffmpeg = spawn('ffmpeg', ['-nostdin', '-v', 'error', ...source, 'pipe:1'])
  ffmpeg.stdout.pipe(response)
  response.on('close', () => ffmpeg.kill('SIGKILL'))
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://bob:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}/live?token=hunter2`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('a radio is heard until Ctrl-C: a line of JSON for each detection, and never its password', async () => {
  const args = ['listen', '--input', url, '--labels', 'church bell,car horn', '--json', '--ends']
  const env = { PATH: process.env.PATH, EARMARK_HOME: '/nonexistent' }
  const child = spawn(process.execPath, [bin, ...args], { env })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    // The radio ended, and what lasted ended with it.
    if (text.includes('has ended. Trying again in 1 s.')) child.kill('SIGINT')
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const bell = lines.filter(({ label }) => label === 'church bell')
  expect(bell.map(({ event }) => event)).toContain('begin')
  expect(bell.at(-1)).toMatchObject({ event: 'end', latency_ms: null })
  expect(Object.keys(bell[0])).toEqual([
    ...['event', 'at', 'label', 'probability', 'start_s', 'end_s', 'latency_ms'],
  ])
  expect(stderr).toMatch(
    /^Listening to http:\/\/127\.0\.0\.1:\d+\/live\?… for 2 labels with clap-mini/,
  )
  expect(stderr).toMatch(/It sounds: mp3, 48000 Hz/)
  expect(stderr).toMatch(/\d+ windows, scored \d+ ms behind the sound/)
  expect(stdout + stderr).not.toMatch(/hunter2|bob/)
})

test.each([
  [['--input', 'file:///etc/passwd', '--labels', 'dog'], 2, /--input takes default/],
  [['--input', 'default'], 2, /No labels/],
  [['--input', 'http://127.0.0.1:1/x', '--labels', 'dog', '--hop', '11'], 2, /0.25 to 10/],
  [
    ['--input', 'http://127.0.0.1:1/x', '--labels', 'dog', '--window', '11'],
    2,
    /longer than the 10 s/,
  ],
  [['--labels', 'dog'], 2, /--input/],
])('earmark listen %j ends with %i', async (args, code, message) => {
  const run = await runEarmark(['listen', ...args])
  expect(run).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) })
})
