import { type Batch, type Database, getBatch } from '@earmark/db'
import { HttpProblem, notFound } from '../http/http-problem.js'

/**
 * The batch after a step that its state may not have allowed.
 *
 * @param isDone whether the step was taken
 * @param done what was asked, for the message: "paused"
 * @param from the states that allow it
 * @throws HttpProblem 404, or 409 naming the state
 */
export async function answerSteered(
  db: Database,
  {
    id,
    isDone,
    done,
    from,
  }: { id: number; isDone: boolean; done: string; from: readonly Batch['state'][] },
): Promise<Batch> {
  const batch = await getBatch(db, id)
  if (!batch) throw notFound('id', id, 'batch')
  if (isDone) return batch
  throw new HttpProblem(
    409,
    'CONFLICT',
    `Batch ${id} is ${batch.state} and cannot be ${done}: only a batch that is ${listWords(from)} can.`,
  )
}

function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}
