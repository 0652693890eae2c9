#!/usr/bin/env node
// Adds to package-lock.json the binaries for platforms other than this one.
//
// `npm ci` wants every optional dependency in the lock file, but `npm install` writes only those that it could fetch, and
// a registry's mirror may lack the ones for other platforms. Run after each change of dependencies:
//
//   npm install && node scripts/complete-lock.mjs
//
// The documents' site has a lock file of its own: in site/, the same with `node ../scripts/complete-lock.mjs site`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const CPUS = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]

/** What a package is for, read from its name: `@biomejs/cli-linux-arm64-musl`. Undefined where the name does not say. */
function readPlatform(name) {
  const words = name.replace(/^@[^/]+\//, '').split(/[-/_.]/)
  const os = words
    .map((word) => ({ windows: 'win32' })[word] ?? word)
    .find((word) => SYSTEMS.includes(word))
  const cpu = words
    .map((word) => ({ amd64: 'x64', 64: 'x64' })[word] ?? word)
    .find((word) => CPUS.includes(word))
  if (cpu === 'wasm32') return { cpu: [cpu] }
  if (!os || !cpu) return undefined
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.includes('gnu')
      ? ['glibc']
      : undefined
  return { cpu: [cpu], os: [os], ...(libc && { libc }) }
}

const file = join(import.meta.dirname, '..', process.argv[2] ?? '.', 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const { packages } = lock

/** Where Node would find `name` from the package at `from`; undefined where it is not in the lock file. */
function find(from, name) {
  for (
    let folder = from;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[path]) return path
    if (folder === '' || !folder.includes('node_modules')) {
      return packages[`node_modules/${name}`] ? `node_modules/${name}` : undefined
    }
  }
}

const added = []
for (const [from, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    if (find(from, name)) continue
    const platform = readPlatform(name)
    const version = range.replace(/^npm:.*@/, '').replace(/^[\^~=]/, '')
    if (!platform || !/^\d+\.\d+\.\d+/.test(version)) {
      throw new Error(
        `${from} wants ${name}@${range}, whose platform or version cannot be read from these words`,
      )
    }
    const { cpu, libc, os } = platform
    packages[`node_modules/${name}`] = {
      version,
      cpu,
      ...(dev && { dev }),
      ...(libc && { libc }),
      optional: true,
      ...(os && { os }),
    }
    added.push(name)
  }
}
lock.packages = Object.fromEntries(
  Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
)
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(
  `${added.length} added to package-lock.json${added.length ? `: ${added.join(', ')}` : ''}`,
)
