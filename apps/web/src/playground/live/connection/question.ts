import type { ListeningChange, ListenQuery } from '@earmark/client'
import { DEFAULT_TEMPLATE } from '@earmark/client'

/** What is listened for. */
export interface LiveQuestion {
  /** null: the labels that the model has. */
  labels: readonly string[] | null
  /** Empty: the usual one. */
  template: string
  /** Seconds; undefined: as many as the API takes. */
  windowS: number | undefined
  hopS: number
}

/** Of a model with thousands of labels, those that are heard best. */
const BEST_OF_ITS_OWN = 50

export function toQuery(
  { labels, template, windowS, hopS }: LiveQuestion,
  sampleRate: number,
): ListenQuery {
  return {
    ...(labels === null
      ? { top: BEST_OF_ITS_OWN }
      : { labels: labels.join(','), ...(template !== '' && { template }) }),
    ...(windowS !== undefined && { windowS: String(windowS) }),
    hopS: String(hopS),
    format: 's16le',
    sampleRate,
    channels: 1,
  }
}

/**
 * What to tell the API where the question has changed. A window's length it takes at the beginning only.
 *
 * @returns null where nothing has changed
 */
export function toChange(before: LiveQuestion, next: LiveQuestion): ListeningChange | null {
  const isOther = ({ labels, template }: LiveQuestion) => JSON.stringify([labels, template])
  const asks = next.labels !== null && isOther(before) !== isOther(next)
  if (!asks && before.hopS === next.hopS) return null
  return {
    type: 'set',
    ...(asks && {
      labels: [...(next.labels ?? [])],
      // What is left out stays as it is.
      template: next.template === '' ? DEFAULT_TEMPLATE : next.template,
    }),
    ...(before.hopS !== next.hopS && { hopS: next.hopS }),
  }
}
