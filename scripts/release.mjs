#!/usr/bin/env node
// npm run release -- VERSION   writes the version wherever it stands, closes "Unreleased" in the changelog, commits and tags
// npm run release -- --check   ends with 1 where these do not agree
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './setup.mjs'

const VERSION = /^\d+\.\d+\.\d+$/
const UPGRADE = '### Upgrade'
const TEMPLATE = `## Unreleased

${UPGRADE}

Back up, \`npx earmark migrate\`, replace the workers, then the APIs: docs/operations.md.
`
const MIGRATIONS = 'packages/db/migrations/meta'
const IMAGES = ['earmark-api', 'earmark-worker']

/** Where the version stands beside the manifests of the workspaces, each as what comes before it. */
const PLACES = {
  'deploy/chart/Chart.yaml': /^(version: |appVersion: ")(\d[^"\s]*)/gm,
  'deploy/api.Dockerfile': /(org\.opencontainers\.image\.version=")([^"]*)/g,
  'deploy/worker.Dockerfile': /(org\.opencontainers\.image\.version=")([^"]*)/g,
  'docker-compose.yml': /(image: earmark-(?:api|worker):)(\S+)/g,
}

/** @param {string} root */
function findManifests(root) {
  const workspaces = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
  )
  return ['package.json', ...workspaces].filter((path) => existsSync(join(root, path)))
}

/** @param {string} root */
const readText = (root, path) => readFileSync(join(root, path), 'utf8')
const readVersion = (root) => JSON.parse(readText(root, 'package.json')).version

/** The versions of this repository's own that a manifest, or an entry of the lock file, names. */
function ownVersions({ version, dependencies, devDependencies }) {
  const own = Object.entries({ ...dependencies, ...devDependencies })
  return [
    version,
    ...own.flatMap(([name, wanted]) => (name.startsWith('@earmark/') ? [wanted] : [])),
  ]
}

/** Entries of the lock file for the workspaces, each with its path. */
function lockedWorkspaces(lock) {
  return Object.entries(lock.packages).filter(([path]) => !path.includes('node_modules'))
}

/** Releases in a changelog, the newest first, with what each says. @param {string} changelog */
function readReleases(changelog) {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((section) => ({ version: section.split(/\s/, 1)[0], text: section }))
}

/**
 * What does not agree with the version in package.json, each as a sentence.
 *
 * @param {string} root folder of the repository
 * @param {string[]} tags git tags of what is checked out
 * @returns {string[]}
 */
export function findDisagreements(root, tags = []) {
  const version = readVersion(root)
  const wrong = []
  const expect = (path, found) => {
    if (found !== version) wrong.push(`${path} says ${found}, package.json ${version}.`)
  }
  for (const path of findManifests(root)) {
    for (const found of ownVersions(JSON.parse(readText(root, path)))) expect(path, found)
  }
  for (const [path, entry] of lockedWorkspaces(JSON.parse(readText(root, 'package-lock.json')))) {
    for (const found of ownVersions(entry)) expect(`package-lock.json, ${path || 'itself'},`, found)
  }
  for (const [path, pattern] of Object.entries(PLACES)) {
    const found = [...readText(root, path).matchAll(pattern)].map(([, , stands]) => stands)
    if (found.length === 0) wrong.push(`${path} has no version where there should be one.`)
    for (const stands of found) expect(path, stands)
  }
  const [unreleased, ...releases] = readReleases(readText(root, 'CHANGELOG.md'))
  if (unreleased?.version !== 'Unreleased')
    wrong.push('CHANGELOG.md does not begin with "Unreleased".')
  if (releases[0]) expect('CHANGELOG.md', releases[0].version)
  for (const { version: named, text } of [unreleased, ...releases]) {
    if (!text.includes(`\n${UPGRADE}\n`))
      wrong.push(`CHANGELOG.md has no "${UPGRADE}" for ${named}.`)
  }
  for (const tag of tags) {
    if (tag !== `v${version}`)
      wrong.push(`What is checked out has the tag ${tag}, package.json ${version}.`)
    if (releases[0]?.version !== version)
      wrong.push(`CHANGELOG.md has no release for the tag ${tag}.`)
  }
  return wrong
}

/**
 * Writes a version wherever it stands, and a release out of what the changelog has under "Unreleased".
 *
 * @param {string} root
 * @param {string} version
 * @param {Date} now
 */
export function writeRelease(root, version, now) {
  const before = readVersion(root)
  const write = (path, text) => writeFileSync(join(root, path), text)
  const own = new RegExp(
    `("(?:version|@earmark/[a-z-]+)": ")${before.replaceAll('.', '\\.')}"`,
    'g',
  )
  for (const path of findManifests(root)) {
    write(path, readText(root, path).replaceAll(own, `$1${version}"`))
  }
  const lock = JSON.parse(readText(root, 'package-lock.json'))
  for (const entry of [lock, ...lockedWorkspaces(lock).map(([, entry]) => entry)]) {
    entry.version = version
    for (const dependencies of [entry.dependencies ?? {}, entry.devDependencies ?? {}]) {
      for (const name of Object.keys(dependencies)) {
        if (name.startsWith('@earmark/')) dependencies[name] = version
      }
    }
  }
  write('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
  for (const [path, pattern] of Object.entries(PLACES)) {
    write(path, readText(root, path).replaceAll(pattern, `$1${version}`))
  }
  const heading = `## ${version} (${now.toISOString().slice(0, 10)})`
  write(
    'CHANGELOG.md',
    readText(root, 'CHANGELOG.md').replace(/^## Unreleased$/m, `${TEMPLATE}\n${heading}`),
  )
  // What the next release is held to.
  copyFileSync(join(root, 'docs/openapi.json'), join(root, 'docs/openapi.released.json'))
  const { entries } = JSON.parse(readText(root, `${MIGRATIONS}/_journal.json`))
  write(`${MIGRATIONS}/released.json`, `{ "newest": "${entries.at(-1).tag}" }\n`)
}

function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: repository, encoding: 'utf8' })
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`)
  return stdout.trim()
}

function isNewer(version, before) {
  const [a, b] = [version, before].map((text) => text.split('.').map(Number))
  const differing = a.findIndex((part, index) => part !== b[index])
  return differing !== -1 && a[differing] > b[differing]
}

function release(version) {
  const before = readVersion(repository)
  const isFirst = git('tag', '--list', 'v*') === ''
  if (
    !VERSION.test(version ?? '') ||
    !(isNewer(version, before) || (isFirst && version === before))
  ) {
    throw new Error(`Name a version after ${before}: npm run release -- 1.2.3`)
  }
  if (git('status', '--porcelain') !== '')
    throw new Error('Commit or put away what is changed, first.')
  const wrong = findDisagreements(repository)
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  const [{ text }] = readReleases(readText(repository, 'CHANGELOG.md'))
  writeRelease(repository, version, new Date())
  git('commit', '--all', '--message', `Release ${version}`)
  git(
    'tag',
    '--annotate',
    `v${version}`,
    '--cleanup=verbatim',
    '--message',
    `Earmark ${version}\n${text.replace(/^Unreleased/, '')}`,
  )
  console.log(`Tagged v${version}. What follows is yours:

  git push --follow-tags
${IMAGES.map((image) => `  docker build --file deploy/${image.replace('earmark-', '')}.Dockerfile --tag ${image}:${version} .`).join('\n')}
  helm package deploy/chart`)
}

function check() {
  const tags = git('tag', '--points-at', 'HEAD', '--list', 'v*').split('\n').filter(Boolean)
  const wrong = findDisagreements(repository, tags)
  for (const sentence of wrong) console.log(sentence)
  if (wrong.length === 0) console.log(`Everything says ${readVersion(repository)}.`)
  return wrong.length > 0 ? 1 : 0
}

if (process.argv[1] === import.meta.filename) {
  const [, , argument] = process.argv
  try {
    process.exitCode = argument === '--check' ? check() : (release(argument) ?? 0)
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
