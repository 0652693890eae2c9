import type { ClientRoute } from '@earmark/contract'
import { findMisfit } from './find-misfit.js'

/** Reads an answer as its status has it; a success of a status that the contract does not know, as its first answer. */
export function readAnswer(
  answers: ClientRoute['answers'],
  { status }: { status: number },
  body: unknown,
): { data: unknown } | { misfit: string } {
  const answer =
    answers[status] ?? (status >= 200 && status < 300 ? Object.values(answers)[0] : undefined)
  if (!answer) return { misfit: `there is no answer of status ${status}` }
  if (answer.type === null) return { data: undefined }
  const misfit = findMisfit(answer.shape, body, 'the answer')
  return misfit === null ? { data: body } : { misfit }
}
