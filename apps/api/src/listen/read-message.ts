import { listenerMessage } from '@earmark/contract'
import type { z } from 'zod'
import { describeIssues } from '../http/describe-issues.js'
import { invalidRequest } from '../http/http-problem.js'

export type ListenerMessage = z.output<typeof listenerMessage>

/** @throws HttpProblem 400, with a sentence for each field that is wrong */
export function readMessage(text: string): ListenerMessage {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw invalidRequest([{ field: 'message', message: 'message is not valid JSON.' }])
  }
  const parsed = listenerMessage.safeParse(data)
  if (parsed.success) return parsed.data
  throw invalidRequest(describeIssues(parsed.error.issues, data, 'message'))
}
