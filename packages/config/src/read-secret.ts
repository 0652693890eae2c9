import { readFileSync } from 'node:fs'

/** Variables that may be given by a file instead, whose path is in NAME_FILE: what orchestrators mount as secrets. */
export const secretVariables: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'DATABASE_DIRECT_URL',
  'DATABASE_URL',
  'EARMARK_API_KEY',
  'EARMARK_WEBHOOK_SECRET',
  'HF_TOKEN',
  'QUEUE_URL',
])

/**
 * A variable's value, or for a secret what its file holds, without the line break at its end.
 *
 * @throws Error a sentence that names NAME_FILE
 */
export function readVariable(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const value = environment[name] || undefined
  const file = secretVariables.has(name) ? environment[`${name}_FILE`] : undefined
  if (!file) return value
  if (value !== undefined) {
    throw new Error(`${name} and ${name}_FILE are both set: unset one of them.`)
  }
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new Error(`${name}_FILE=${file} cannot be read: ${(error as Error).message}.`)
  }
}
