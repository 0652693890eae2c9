import type { z } from 'zod'

/** What an answer must look like for a client to read it, as JSON has it. */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'anything'
  | { array: Shape }
  | { record: Shape }
  | { nullable: Shape }
  | { optional: Shape }
  | { object: Record<string, Shape> }

/**
 * The shape of an answer as a client reads it, which may be older than the API: fields that it does not know are kept, words
 * that are not in a list pass as any word, and dates stay the ISO 8601 texts that they are sent as. What is missing or of
 * another type is still refused.
 */
export function shapeOf(schema: z.core.$ZodType): Shape {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object': {
      const fields = Object.entries(def.shape).map(([name, one]) => [name, shapeOf(one)] as const)
      return { object: Object.fromEntries(fields) }
    }
    case 'array':
      return { array: shapeOf(def.element) }
    case 'record':
      return { record: shapeOf(def.valueType) }
    case 'nullable':
      return { nullable: shapeOf(def.innerType) }
    case 'optional':
      return { optional: shapeOf(def.innerType) }
    case 'date':
    case 'string':
    case 'enum':
      return 'string'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'literal':
      return typeof def.values[0] === 'string' ? 'string' : 'anything'
    default:
      // Of a union, whatever form a newer API has added.
      return 'anything'
  }
}
