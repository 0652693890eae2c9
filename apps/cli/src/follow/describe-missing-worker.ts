import { cleanText } from '@earmark/terminal'

/** A batch or a re-tagging, as far as it may wait for a worker. */
export type Work = {
  state: string
  model: { name: string; revision: string }
  hasWorker: boolean
}

const waitingStates = new Set(['scanning', 'running', 'queued'])

/** @returns what to do about work that waits for a worker; null where it does not */
export function describeMissingWorker({ state, model, hasWorker }: Work): string | null {
  if (hasWorker || !waitingStates.has(state)) return null
  const name = cleanText(`${model.name} ${model.revision}`)
  return `No worker runs ${name} at the moment: start one, with EARMARK_MODEL set to that model.`
}
