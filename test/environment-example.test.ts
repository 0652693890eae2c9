import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { readConfig as readApiConfig } from '../apps/api/src/config.js'
import { readConfig as readCliConfig } from '../apps/cli/src/config.js'
import { readConfig as readLauncherConfig } from '../apps/launcher/src/config.js'
import { readConfig as readWorkerConfig } from '../apps/worker/src/config.js'

const repository = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(repository, path), 'utf8')

const lines = [...read('.env.example').matchAll(/^# ([A-Z][A-Z0-9_]+)=(.*)$/gm)]
const documented = lines.map(([, name = '']) => name)
/** As .env is when every # is taken away. */
const example = Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]))
const configs = [
  'packages/config/src/variables.ts',
  ...readdirSync(join(repository, 'apps'))
    .map((app) => `apps/${app}/src/config.ts`)
    .filter((path) => existsSync(join(repository, path))),
]
const variables = configs.flatMap((path) =>
  [...read(path).matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name),
)
const compose = read('docker-compose.yml')
const composed = [...compose.matchAll(/\$\{([A-Z][A-Z0-9_]+)/g)].map(([, name]) => name)

afterEach(() => {
  vi.unstubAllEnvs()
})

function readWorkerConfigFrom(environment: Record<string, string>) {
  for (const name of variables) vi.stubEnv(name ?? '', environment[name ?? ''])
  return readWorkerConfig()
}

test('every variable that a program or docker compose reads is explained in .env.example', () => {
  expect(variables).toContain('DATABASE_URL')
  expect(composed).toContain('POSTGRES_PASSWORD')
  const missing = [...variables, ...composed].filter((name) => !documented.includes(name ?? ''))
  expect(missing).toEqual([])
})

test('.env.example explains no variable that nothing reads, and none twice', () => {
  const known = new Set([...variables, ...composed])
  expect(documented.filter((name) => !known.has(name))).toEqual([])
  expect(documented.length).toBe(new Set(documented).size)
})

test('every value shown in .env.example is one that the programs accept', () => {
  expect(() => readApiConfig(example)).not.toThrow()
  expect(() => readCliConfig(example)).not.toThrow()
  expect(() => readLauncherConfig(example)).not.toThrow()
  expect(() => readWorkerConfigFrom(example)).not.toThrow()
})

test('the values shown in .env.example are the defaults where there are any', () => {
  const { DATABASE_URL = '' } = example
  const { host, port, limits, executionProvider, logLevel } = readApiConfig({ DATABASE_URL })
  expect(readApiConfig(example)).toMatchObject({ host, port, limits, executionProvider, logLevel })
  const { ports, demoUrl } = readLauncherConfig({})
  expect(readLauncherConfig(example)).toMatchObject({ ports, demoUrl })
  const {
    // These depend on the machine, or stand for themselves.
    EARMARK_MODEL: _model,
    INFERENCE_PROCESSES: _processes,
    WEBHOOK_ALLOW: _allowed,
    ...defaults
  } = readWorkerConfigFrom({ DATABASE_URL })
  expect(readWorkerConfigFrom(example)).toMatchObject(defaults)
})

test('docker compose starts with no password of its own making', () => {
  const secrets = [
    ...compose.matchAll(/\$\{(POSTGRES_PASSWORD|S3_ACCESS_KEY_ID|S3_SECRET_ACCESS_KEY)([^}]*)\}/g),
  ]
  expect(secrets.length).toBeGreaterThanOrEqual(6)
  for (const [, name, rest] of secrets) expect(rest).toMatch(RegExp(`^:\\?Set ${name} in \\.env `))
})

test('docker compose opens ports on this machine only, and gives nothing more privileges than it needs', () => {
  const ports = [...compose.matchAll(/^ {4}ports: \["(.*)"\]$/gm)].map(([, port]) => port)
  expect(ports.length).toBe(compose.match(/^ +ports:/gm)?.length)
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
  const started = compose.match(/^ {4}image: (?!earmark-)|^x-earmark: /gm)?.length
  expect(compose.match(/^ +cap_drop: \[ALL\]$/gm)?.length).toBe(started)
  expect(compose.match(/^ +security_opt: \["no-new-privileges:true"\]$/gm)?.length).toBe(started)
})
