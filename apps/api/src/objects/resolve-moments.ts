import { type Database, type FoundMoment, findMoments, type NamedMoment } from '@earmark/db'
import { parseS3Url } from '@earmark/storage'
import { notFound } from '../http/http-problem.js'
import type { ModelReference } from '../models/resolve-model.js'

/** A place as a request names it, and where in the request it stands: `labels[2].examples[0].`. */
export interface PlaceInRequest {
  object: number | string
  window?: number | undefined
  startS?: number | undefined
  path: string
}

export interface ResolvedMoment {
  hearingId: number
  /** null where the request names no window. */
  windowIndex: number | null
}

/**
 * What a model has heard at the places that a request names.
 *
 * @throws HttpProblem 404 naming the field: no such object, not heard by the model, no such window
 */
export async function resolveMoments(
  db: Database,
  model: ModelReference,
  places: readonly PlaceInRequest[],
): Promise<ResolvedMoment[]> {
  if (places.length === 0) return []
  const moments = places.map(toNamedMoment)
  const found = await findMoments(db, { modelId: model.id, moments })
  return found.map((moment, index) => check(places[index]!, moment, model))
}

function toNamedMoment({ object, window, startS }: PlaceInRequest): NamedMoment {
  return {
    object: typeof object === 'number' ? object : parseS3Url(object),
    ...(window !== undefined && { windowIndex: window }),
    ...(startS !== undefined && { startS }),
  }
}

function check(
  { object, window, startS, path }: PlaceInRequest,
  { objectId, hearingId, windowIndex }: FoundMoment,
  model: ModelReference,
): ResolvedMoment {
  if (objectId === null) throw notFound(`${path}object`, object, 'object')
  if (hearingId === null) {
    throw notFound(`${path}object`, object, `hearing by ${model.name}@${model.revision} of object`)
  }
  if (windowIndex === null && window !== undefined) {
    throw notFound(`${path}window`, window, `window of object ${objectId} with the index`)
  }
  if (windowIndex === null && startS !== undefined) {
    throw notFound(`${path}startS`, startS, `window of object ${objectId} at second`)
  }
  return { hearingId, windowIndex }
}
