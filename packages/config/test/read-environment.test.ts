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

  test('takes an empty variable as not set', () => {
    expect(readEnvironment(s3Variables, { S3_ENDPOINT: '' }).S3_ENDPOINT).toBeUndefined()
  })

  test('addresses buckets by path on servers other than AWS', () => {
    const own = s3Config(readEnvironment(s3Variables, { S3_ENDPOINT: 'http://127.0.0.1:9000' }))
    expect(own).toMatchObject({ endpoint: 'http://127.0.0.1:9000', forcePathStyle: true })
    expect(s3Config(readEnvironment(s3Variables, {}))).toMatchObject({ forcePathStyle: false })
  })
})
