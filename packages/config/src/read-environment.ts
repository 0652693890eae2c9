import { z } from 'zod'
import { ConfigError } from './config-error.js'

const SECRET = /KEY|SECRET|TOKEN|PASSWORD|URL/

/**
 * Reads the variables of `shape` from an environment. A variable that is set to nothing counts as not set.
 *
 * @throws ConfigError naming every variable that is wrong, the value received (never a secret's) and what is allowed
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<z.ZodObject<Shape>> {
  const received: Record<string, string> = {}
  for (const name of Object.keys(shape)) {
    const value = environment[name]
    if (value !== undefined && value !== '') received[name] = value
  }
  const parsed = z.object(shape).safeParse(received)
  if (parsed.success) return parsed.data
  throw new ConfigError(
    parsed.error.issues.map((issue) => describe(String(issue.path[0]), received, issue.message)),
  )
}

function describe(name: string, received: Record<string, string>, message: string): string {
  const value = received[name]
  if (value === undefined) return `${name} is not set: ${message}`
  return SECRET.test(name) ? `${name}: ${message}` : `${name}=${value.slice(0, 80)}: ${message}`
}
