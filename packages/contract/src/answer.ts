import { z } from 'zod'

/** What a route answers with under one status. */
export type Answer<
  Schema extends z.ZodType = z.ZodType,
  Type extends string | null = string | null,
> = {
  description: string
  /** Its content-type; null for an answer without a body. */
  type: Type
  schema: Schema
}

export function answer<Schema extends z.ZodType>(
  description: string,
  schema: Schema,
): Answer<Schema, 'application/json'> {
  return { description, type: 'application/json', schema }
}

export function noAnswer(description: string): Answer<z.ZodNull, null> {
  return { description, type: null, schema: z.null() }
}

/** What is no JSON: text or bytes that are read while they arrive. */
export type StreamedType =
  | `text/${string}`
  | `audio/${string}`
  | `image/${string}`
  | 'application/x-ndjson'

export function streamed<Type extends StreamedType>(
  description: string,
  type: Type,
): Answer<z.ZodString, Type> {
  return { description, type, schema: z.string() }
}
