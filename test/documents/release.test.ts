import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
// @ts-expect-error: plain JavaScript, so that it runs before anything is installed.
import { findDisagreements, writeRelease } from '../../scripts/release.mjs'

const repository = join(import.meta.dirname, '../..')

let copy: string
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'earmark-release-'))
  const manifests = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(repository, folder)).map((name) => join(folder, name, 'package.json')),
  )
  for (const path of [
    ...manifests,
    'package.json',
    'package-lock.json',
    'CHANGELOG.md',
    'deploy/chart/Chart.yaml',
    'deploy/api.Dockerfile',
    'deploy/worker.Dockerfile',
    'docker-compose.yml',
    'docs/openapi.json',
    'packages/db/migrations/meta/_journal.json',
  ]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    cpSync(join(repository, path), join(copy, path))
  }
})
afterEach(() => rmSync(copy, { recursive: true }))

const read = (path: string) => readFileSync(join(copy, path), 'utf8')
const edit = (path: string, from: string | RegExp, to: string) => {
  const before = read(path)
  writeFileSync(join(copy, path), before.replace(from, to))
  expect(read(path)).not.toBe(before)
}

test('everything that has the version has the same one', () => {
  expect(findDisagreements(repository)).toEqual([])
})

test('a release writes the version everywhere, and closes what is unreleased', () => {
  const { version: before } = JSON.parse(read('package.json'))
  const changes = read('CHANGELOG.md').split('## Unreleased')[1] ?? ''
  writeRelease(copy, '9.8.7', new Date('2026-12-24T10:00:00Z'))
  expect(findDisagreements(copy, ['v9.8.7'])).toEqual([])
  expect(read('CHANGELOG.md')).toContain(`## 9.8.7 (2026-12-24)${changes}`)
  expect(read('CHANGELOG.md')).toMatch(/^# Changelog\n\n## Unreleased\n\n### Upgrade\n/)
  expect(read('docs/openapi.released.json')).toBe(read('docs/openapi.json'))
  const newest = JSON.parse(read('packages/db/migrations/meta/_journal.json')).entries.at(-1).tag
  expect(JSON.parse(read('packages/db/migrations/meta/released.json'))).toEqual({ newest })
  // What is somebody else's and has our version by chance stays as it is.
  writeRelease(copy, before, new Date())
  expect(read('package-lock.json')).toBe(
    readFileSync(join(repository, 'package-lock.json'), 'utf8'),
  )
})

test.each([
  ['packages/core/package.json', /"version": "[^"]*"/, '"version": "0.0.9"'],
  ['packages/db/package.json', /"@earmark\/outage": "[^"]*"/, '"@earmark/outage": "0.0.9"'],
  ['deploy/chart/Chart.yaml', /appVersion: "[^"]*"/, 'appVersion: "0.0.9"'],
  ['deploy/worker.Dockerfile', /image\.version="[^"]*"/, 'image.version="0.0.9"'],
  ['docker-compose.yml', /image: earmark-worker:\S+/, 'image: earmark-worker:0.0.9'],
  ['CHANGELOG.md', /^### Upgrade$/m, '### Other'],
])('%s is told where it does not agree', (path, from, to) => {
  edit(path, from, to)
  expect(findDisagreements(copy)).toEqual([expect.stringContaining(path)])
})

test('a tag without its release is told', () => {
  expect(findDisagreements(copy, ['v9.9.9']).join()).toContain('has the tag v9.9.9')
})
