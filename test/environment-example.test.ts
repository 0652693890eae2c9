import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(repository, path), 'utf8')

const documented = [...read('.env.example').matchAll(/^# ([A-Z][A-Z0-9_]+)=/gm)].map(
  ([, name]) => name,
)
const configs = [
  'packages/config/src/variables.ts',
  ...readdirSync(join(repository, 'apps'))
    .map((app) => `apps/${app}/src/config.ts`)
    .filter((path) => readdirSync(join(repository, path, '..')).includes('config.ts')),
]
const variables = configs.flatMap((path) =>
  [...read(path).matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name),
)
const composed = [...read('docker-compose.yml').matchAll(/\$\{([A-Z][A-Z0-9_]+)/g)].map(
  ([, name]) => name,
)

test('every variable that a program or docker compose reads is explained in .env.example', () => {
  expect(variables).toContain('DATABASE_URL')
  expect(composed).toContain('POSTGRES_PASSWORD')
  const missing = [...variables, ...composed].filter((name) => !documented.includes(name))
  expect(missing).toEqual([])
})

test('.env.example explains no variable that nothing reads, and none twice', () => {
  const known = new Set([...variables, ...composed])
  expect(documented.filter((name) => !known.has(name))).toEqual([])
  expect(documented.length).toBe(new Set(documented).size)
})

test('docker compose starts with no password of its own making', () => {
  const secrets = read('docker-compose.yml').match(
    /\$\{(POSTGRES_PASSWORD|S3_ACCESS_KEY_ID|S3_SECRET_ACCESS_KEY)[^}]*\}/g,
  )
  expect(secrets?.length).toBeGreaterThanOrEqual(6)
  for (const secret of secrets ?? []) expect(secret).toMatch(/:\?set it in \.env\}$/)
})
