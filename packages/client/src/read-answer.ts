import type { Answer, Route } from '@earmark/contract'
import type { z } from 'zod'
import { tolerate } from './tolerate.js'

const readers = new WeakMap<z.ZodType, z.ZodType>()

/** Reads an answer as its status has it; a success of a status that the contract does not know, as its first answer. */
export function readAnswer(
  answers: Route['answers'],
  { status, ok }: Pick<Response, 'status' | 'ok'>,
  body: unknown,
): { success: true; data: unknown } | { success: false; error: unknown } {
  const answer = answers[status] ?? (ok ? Object.values(answers)[0] : undefined)
  if (!answer) return { success: false, error: undefined }
  if (answer.type === null) return { success: true, data: undefined }
  return readerOf(answer).safeParse(body)
}

function readerOf({ schema }: Answer): z.ZodType {
  const reader = readers.get(schema) ?? tolerate(schema)
  readers.set(schema, reader)
  return reader
}
