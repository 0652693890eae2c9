import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runEarmark } from './run-earmark.js'

test('a report that breaks off leaves the file of before, and no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-report-'))
  const path = join(folder, 'report.csv')
  await writeFile(path, 'of yesterday')
  // An API that is killed while it answers.
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' })
    response.write('bucket,key\n', () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const run = await runEarmark(['batch', 'report', '7', '-o', path], {
      env: { EARMARK_API_URL: url, EARMARK_API_KEY: 'k' },
    })
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toContain(`The answer of ${url}/v1/batches/7/report.csv broke off`)
    expect(await readFile(path, 'utf8')).toBe('of yesterday')
    expect(await readdir(folder)).toEqual(['report.csv'])
  } finally {
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true })
  }
})
