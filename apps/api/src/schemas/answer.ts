import type { z } from 'zod'

/** A successful response with a description, which a schema that is referred to by name cannot carry. */
export function answer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } }
}
