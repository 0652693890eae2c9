import { cleanText } from '@earmark/terminal'

/** A batch or a re-tagging. */
type Work = { state: string; model: { name: string; revision: string }; hasWorker: boolean }

const waitingStates = new Set(['scanning', 'running', 'queued'])

/** @returns what to do about work that waits for a worker; null where it does not */
export function describeMissingWorker({ state, model, hasWorker }: Work): string | null {
  if (hasWorker || !waitingStates.has(state)) return null
  const name = cleanText(`${model.name} ${model.revision}`)
  return `No worker runs ${name} at the moment: start one, with EARMARK_MODEL set to that model.`
}

/** Tells of a missing worker once, and again only when it has been there in between. */
export function createMissingWorkerNotice(tell: (text: string) => void): (work: Work) => void {
  let isTold = false
  return (work) => {
    const text = describeMissingWorker(work)
    if (text !== null && !isTold) tell(text)
    isTold = text !== null
  }
}
