import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  ConfigError,
  databaseVariables,
  readEnvironment,
  s3Config,
  s3Variables,
} from '../src/index.js'

function problemsOf(shape: z.ZodRawShape, environment: Record<string, string>): readonly string[] {
  try {
    readEnvironment(shape, environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('the environment', () => {
  test('reports every problem at once, with the value received', () => {
    const shape = { A: z.coerce.number().int(), B: z.enum(['x', 'y']), C: z.string() }
    const problems = problemsOf(shape, { A: 'one', B: 'z' })
    expect(problems).toHaveLength(3)
    expect(problems[0]).toContain('A=one')
    expect(problems[1]).toContain('B=z')
    expect(problems[2]).toContain('C is not set')
  })

  test('never repeats a secret', () => {
    const [problem] = problemsOf(databaseVariables, { DATABASE_URL: 'mysql://root:hunter2@db' })
    expect(problem).toContain('DATABASE_URL')
    expect(problem).not.toContain('hunter2')
  })

  test('reads a secret from the file that is named for it', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'earmark-secret-')), 'url')
    writeFileSync(file, 'postgres://u:from-a-file@db/earmark\n')
    const read = readEnvironment(databaseVariables, { DATABASE_URL_FILE: file })
    expect(read.DATABASE_URL).toBe('postgres://u:from-a-file@db/earmark')
    expect(problemsOf(databaseVariables, { DATABASE_URL_FILE: file, DATABASE_URL: 'x' })).toEqual([
      'DATABASE_URL and DATABASE_URL_FILE are both set: unset one of them.',
    ])
    const [problem] = problemsOf(databaseVariables, { DATABASE_URL_FILE: '/no/such/file' })
    expect(problem).toMatch(/^DATABASE_URL_FILE=\/no\/such\/file cannot be read: ENOENT/)
    writeFileSync(file, 'mysql://root:hunter2@db')
    expect(problemsOf(databaseVariables, { DATABASE_URL_FILE: file }).join()).not.toContain(
      'hunter2',
    )
    // Only of secrets.
    expect(readEnvironment(s3Variables, { AWS_REGION_FILE: file }).AWS_REGION).toBe('us-east-1')
  })

  test('takes an empty variable as not set', () => {
    expect(readEnvironment(s3Variables, { S3_ENDPOINT: '' }).S3_ENDPOINT).toBeUndefined()
  })

  test('addresses buckets by path on servers other than AWS', () => {
    const own = s3Config(readEnvironment(s3Variables, { S3_ENDPOINT: 'http://127.0.0.1:9000' }))
    expect(own).toMatchObject({ endpoint: 'http://127.0.0.1:9000', forcePathStyle: true })
    expect(s3Config(readEnvironment(s3Variables, {}))).toMatchObject({ forcePathStyle: false })
  })
})
