import { setTimeout as sleep } from 'node:timers/promises'
import { isConflict, isLostConnection, isLostStatement } from '@earmark/outage'

const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 1_000
/** More in a row are no bad luck. */
const MAX_CONFLICTS = 20
/** One after the other of a transaction's statements may have changed. */
const MAX_LOST_STATEMENTS = 20
const LONGEST_CONFLICT_WAIT_MS = 200

/**
 * Tries again what a lost connection, another transaction or the name of a statement has undone. `attempt` must leave nothing behind where it
 * fails for one of these reasons.
 *
 * @param patienceMs for how long a database that is away is asked again; 0 for not at all
 */
export async function persist<T>(patienceMs: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patienceMs
  let conflicts = 0
  let lostStatements = 0
  let waitMs = FIRST_WAIT_MS
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (isConflict(error) && conflicts < MAX_CONFLICTS) {
        conflicts += 1
        // By chance, so that two that met do not meet again.
        await sleep(Math.random() * Math.min(LONGEST_CONFLICT_WAIT_MS, 10 * 2 ** conflicts))
      } else if (isLostStatement(error) && lostStatements < MAX_LOST_STATEMENTS) {
        lostStatements += 1
      } else if (isLostConnection(error) && Date.now() + waitMs <= deadline) {
        await sleep(waitMs)
        waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)
      } else {
        throw error
      }
    }
  }
}
