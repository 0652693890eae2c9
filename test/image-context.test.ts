import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OTHERS } from '../site/pages.mjs'

const repository = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(repository, path), 'utf8')

const patterns = read('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

/** Whether Docker leaves a file out of what it builds from; of the patterns only the kinds that are there. */
function isLeftOut(path: string): boolean {
  return patterns.some((pattern) => {
    const [, anywhere] = /^\*\*\/([^*]+)$/.exec(pattern) ?? []
    if (anywhere !== undefined) return `/${path}/`.includes(`/${anywhere}/`)
    return path === pattern || path.startsWith(`${pattern}/`)
  })
}

test('what is built or tested here is not sent to Docker', () => {
  for (const path of [
    'node_modules/zod',
    'apps/web/dist/index.html',
    'apps/api/test/main.test.ts',
    '.env',
  ]) {
    expect([path, isLeftOut(path)]).toEqual([path, true])
  }
})

test('what the page and the documents are built of is', () => {
  // Files of the repository that the page's build reads, as turbo knows them.
  const [, ...ofPage] = read('turbo.json').split('$TURBO_ROOT$/')
  const ofRoot = ofPage.map((rest) => rest.slice(0, rest.indexOf('"')))
  expect(ofRoot).toContain('docs/sql.md')
  for (const path of [
    ...ofRoot,
    ...Object.keys(OTHERS),
    'docs/tour.md',
    'docs/images/search-dark.png',
  ]) {
    expect([path, isLeftOut(path)]).toEqual([path, false])
  }
})

test('an image has the page and the documents where the API looks for them', () => {
  const steps = read('deploy/api.Dockerfile')
  for (const folder of ['apps/web/dist', 'site/dist']) {
    expect(steps).toContain(`cp -R ${folder} /earmark/${folder}`)
  }
})
