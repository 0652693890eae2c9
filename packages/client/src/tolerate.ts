import { z } from 'zod'

/**
 * A schema of an answer as a client reads it, which may be older than the API: fields that it does not know are kept, words
 * that are not in a list pass as any word, and dates stay the ISO 8601 texts that they are sent as. What is missing or of
 * another type is still refused.
 */
export function tolerate(schema: z.core.$ZodType): z.ZodType {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return z.looseObject(
        Object.fromEntries(Object.entries(def.shape).map(([name, one]) => [name, tolerate(one)])),
      )
    case 'array':
      return z.array(tolerate(def.element))
    case 'record':
      return z.record(z.string(), tolerate(def.valueType))
    case 'union':
      // Whatever form a newer API has added.
      return z.union([...def.options.map(tolerate), z.unknown()])
    case 'nullable':
      return tolerate(def.innerType).nullable()
    case 'optional':
      return tolerate(def.innerType).optional()
    case 'date':
    case 'string':
      return z.string()
    case 'number':
      return z.number()
    case 'boolean':
      return z.boolean()
    case 'enum':
      return z.string()
    case 'literal':
      return typeof def.values[0] === 'string' ? z.string() : z.unknown()
    default:
      return z.unknown()
  }
}
