import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const repository = join(import.meta.dirname, '../..')

/** What a program has loaded of what is off, once it has all that it starts with. */
function loadedBy(file: string, also = ''): string[] {
  const script = `
    await import(${JSON.stringify(pathToFileURL(join(repository, file)).href)})
    ${also}
    const { createRequire } = await import('node:module')
    const loaded = Object.keys(createRequire(import.meta.url).cache)
    console.log(JSON.stringify(loaded.filter((path) => /prom-client|@opentelemetry|bullmq-otel/.test(path))))
    process.exit(0)`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { cwd: repository, encoding: 'utf8' },
  )
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

test.each(['apps/api/dist/start-api.js', 'apps/worker/dist/start-worker.js'])(
  '%s loads nothing of figures and traces until they are wanted',
  (file) => {
    expect(loadedBy(file)).toEqual([])
  },
)

test('what is loaded is seen here, where it is wanted', () => {
  expect(
    loadedBy('apps/api/dist/start-api.js', "await import('prom-client')").length,
  ).toBeGreaterThan(0)
})
