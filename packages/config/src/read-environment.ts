import { z } from 'zod'
import { ConfigError } from './config-error.js'
import { readVariable } from './read-secret.js'

const SECRET = /KEY|SECRET|TOKEN|PASSWORD|URL/

/**
 * Reads the variables of `shape` from an environment, secrets also from the files that NAME_FILE names. A variable that is
 * set to nothing counts as not set.
 *
 * @throws ConfigError naming every variable that is wrong, the value received (never a secret's) and what is allowed
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<z.ZodObject<Shape>> {
  const received: Record<string, string> = {}
  const unread = new Map<string, string>()
  for (const name of Object.keys(shape)) {
    try {
      const value = readVariable(name, environment)
      if (value !== undefined && value !== '') received[name] = value
    } catch (error) {
      unread.set(name, (error as Error).message)
    }
  }
  const parsed = z.object(shape).safeParse(received)
  if (parsed.success && unread.size === 0) return parsed.data
  const issues = (parsed.error?.issues ?? []).filter(({ path }) => !unread.has(String(path[0])))
  throw new ConfigError([
    ...unread.values(),
    ...issues.map((issue) => describe(String(issue.path[0]), received, issue.message)),
  ])
}

function describe(name: string, received: Record<string, string>, message: string): string {
  const value = received[name]
  if (value === undefined) return `${name} is not set: ${message}`
  return SECRET.test(name) ? `${name}: ${message}` : `${name}=${value.slice(0, 80)}: ${message}`
}
