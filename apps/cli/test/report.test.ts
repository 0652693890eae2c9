import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runEarmark } from './run-earmark.js'

const bin = fileURLToPath(new URL('../bin/earmark.js', import.meta.url))

let folder: string
let path: string
let server: Server | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-report-'))
  path = join(folder, 'report.csv')
  await writeFile(path, 'of yesterday')
})
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  await rm(folder, { recursive: true })
})

/** An API whose answers end before they are whole. */
async function serve(listener: RequestListener) {
  const listening = createServer(listener)
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
  return { EARMARK_API_URL: url, EARMARK_API_KEY: 'k' }
}

test('a report that breaks off leaves the file of before, and no other', async () => {
  const env = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' })
    response.write('bucket,key\n', () => response.destroy())
  })
  const run = await runEarmark(['batch', 'report', '7', '-o', path], { env })
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(run.stderr).toContain(
    `The answer of ${env.EARMARK_API_URL}/v1/batches/7/report.csv broke off`,
  )
  expect(await readFile(path, 'utf8')).toBe('of yesterday')
  expect(await readdir(folder)).toEqual(['report.csv'])
})

test('Ctrl-C while a report arrives leaves the file of before, and no other', async () => {
  let child: ChildProcess | undefined
  const env = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' })
    response.write('bucket,key\n', () => child?.kill('SIGINT'))
  })
  child = spawn(process.execPath, [bin, 'batch', 'report', '7', '-o', path], {
    env: { PATH: process.env.PATH, ...env },
  })
  const code = await new Promise((resolve) => child?.on('close', resolve))
  expect(code).toBe(130)
  expect(await readFile(path, 'utf8')).toBe('of yesterday')
  expect(await readdir(folder)).toEqual(['report.csv'])
})

test('a file that cannot be written is named', async () => {
  const env = await serve((_, response) => response.end('bucket,key\n'))
  const run = await runEarmark(['batch', 'report', '7', '-o', join(folder, 'no/report.csv')], {
    env,
  })
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('no/report.csv: there is no such file or folder.')
})
