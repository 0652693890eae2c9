import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OTHERS } from '../site/pages.mjs'
import { isLeftOut } from './docker-context.js'

const repository = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(repository, path), 'utf8')

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
