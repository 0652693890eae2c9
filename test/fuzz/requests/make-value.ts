import fc from 'fast-check'
import { type Chance, OUTLANDISH, OUTLANDISH_NUMBERS, oneIn, pick } from '../choose.js'
import type { Schema } from './schema.js'

/** Of lists and texts: what is longer tells no more, and takes its time. */
const MOST = 4

export interface ValueMaker {
  chance: Chance
  schemas: Readonly<Record<string, Schema>>
  /** What the archive holds, so that requests reach further than its absence. */
  known: (name: string) => readonly unknown[]
}

/** A value that a schema allows; `name` is the field's. */
export function makeValue(maker: ValueMaker, schema: Schema, name = ''): unknown {
  const { chance, schemas } = maker
  if (schema.$ref !== undefined) {
    const named = schemas[schema.$ref.split('/').at(-1) ?? '']
    return named ? makeValue(maker, named, name) : null
  }
  const known = maker.known(name)
  if (known.length > 0 && !oneIn(chance, 4)) return pick(chance, known)
  const examples = [
    ...(schema.examples ?? []),
    ...(schema.example === undefined ? [] : [schema.example]),
  ]
  if (examples.length > 0 && oneIn(chance, 2)) return structuredClone(pick(chance, examples))
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return pick(chance, schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return makeValue(maker, pick(chance, choices), name)
  return makeOfType(
    maker,
    schema,
    Array.isArray(schema.type) ? pick(chance, schema.type) : schema.type,
    name,
  )
}

function makeOfType(
  maker: ValueMaker,
  schema: Schema,
  type: string | undefined,
  name: string,
): unknown {
  const { chance } = maker
  switch (type) {
    case 'object':
      return makeObject(maker, schema)
    case 'array': {
      const { items = {}, minItems = 0, maxItems = MOST } = schema
      const length = minItems + chance(Math.min(MOST, maxItems - minItems) + 1)
      return Array.from({ length }, () => makeValue(maker, items, name))
    }
    case 'string':
      return makeText(chance, schema)
    case 'integer':
    case 'number':
      return makeNumber(chance, schema, type)
    case 'boolean':
      return oneIn(chance, 2)
    case 'null':
      return null
    default:
      return pick(chance, OUTLANDISH)
  }
}

function makeObject(maker: ValueMaker, schema: Schema): Record<string, unknown> {
  const { chance } = maker
  const made: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (schema.required?.includes(name) || oneIn(chance, 3))
      made[name] = makeValue(maker, property, name)
  }
  const { additionalProperties: more } = schema
  if (typeof more === 'object') {
    for (let left = chance(MOST); left > 0; left -= 1)
      made[makeText(chance, schema.propertyNames ?? {})] = makeValue(maker, more)
  }
  return made
}

function makeText(
  chance: Chance,
  { pattern, format, minLength = 0, maxLength = Infinity }: Schema,
): string {
  if (format === 'date-time') return new Date(chance(2 ** 31) * 1000).toISOString()
  if (format === 'uri') return `https://hooks.example.org/${chance(100)}`
  const seed = chance(2 ** 31)
  const text =
    pattern === undefined
      ? fc.string({ unit: 'grapheme', maxLength: 20 })
      : fc.stringMatching(new RegExp(pattern, 'u'))
  const [made = ''] = fc.sample(text, { seed, numRuns: 1 })
  return made.padEnd(minLength, 'x').slice(0, maxLength)
}

function makeNumber(chance: Chance, schema: Schema, type: 'integer' | 'number'): number {
  const {
    minimum = schema.exclusiveMinimum ?? 0,
    maximum = schema.exclusiveMaximum ?? minimum + 1000,
  } = schema
  if (oneIn(chance, 5)) return pick(chance, [minimum, maximum])
  const share = chance(1_000_001) / 1_000_000
  const made = minimum + share * Math.min(maximum - minimum, 1000)
  return type === 'integer' ? Math.round(made) : made
}

/** The value with something in it that a schema does not allow, as deep as chance has it. */
export function spoil(value: unknown, chance: Chance): unknown {
  if (Array.isArray(value) && value.length > 0 && !oneIn(chance, 4)) {
    const at = chance(value.length)
    if (oneIn(chance, 8)) return Array.from({ length: 200 }, () => value[at])
    return value.with(at, spoil(value[at], chance))
  }
  if (typeof value === 'object' && value !== null && !oneIn(chance, 6)) {
    const names = Object.keys(value)
    const name =
      names.length > 0 && !oneIn(chance, 5) ? pick(chance, names) : pick(chance, OUTLANDISH)
    const entries = Object.entries(value)
    if (oneIn(chance, 5)) return Object.fromEntries(entries.filter(([other]) => other !== name))
    const spoilt = spoil((value as Record<string, unknown>)[name], chance)
    return Object.fromEntries([...entries.filter(([other]) => other !== name), [name, spoilt]])
  }
  return makeOutlandish(value, chance)
}

function makeOutlandish(value: unknown, chance: Chance): unknown {
  switch (chance(8)) {
    case 0:
      return pick<unknown>(chance, [null, true, [], {}, [[]], { toString: 1 }])
    case 1:
      return pick(chance, OUTLANDISH_NUMBERS)
    case 2:
      return [value, value]
    case 3:
      return typeof value === 'string' ? value + pick(chance, OUTLANDISH) : String(value)
    default:
      return pick(chance, OUTLANDISH)
  }
}
