import { type audioForms, MAX_CLIP_S } from '@earmark/contract'
import type { ObjectSummary } from '@earmark/db'
import { invalidRequest } from '../../http/http-problem.js'
import { type ObjectStretch, readStretch } from '../sound/read-stretch.js'
import { isPlayable } from './audio-type.js'

export type SoundForm = (typeof audioForms)[number]

type AskedSound = {
  as?: SoundForm | undefined
  startS?: number | undefined
  endS?: number | undefined
}

/** What is to be sent: as what, and which clip; null for the whole. */
export type SoundWish = { as: SoundForm; clip: ObjectStretch | null }

/**
 * What a request wants of an object's sound.
 *
 * @throws HttpProblem 400 where a clip is empty, too long or asked for as it is stored
 */
export function readWish(object: ObjectSummary, { as, startS, endS }: AskedSound): SoundWish {
  if (startS === undefined && endS === undefined) {
    const isAsStored = isPlayable(object) || object.durationS === null
    return { as: as ?? (isAsStored ? 'original' : 'wav'), clip: null }
  }
  if (as === 'original') {
    const message = 'as must be opus, flac or wav for a clip, which is cut anew; received original.'
    throw invalidRequest([{ field: 'as', value: as, message }])
  }
  const clip = readStretch(object, { startS, endS })
  const lengthS = clip.endS - clip.startS
  // As texts, seconds are not exact: 60.3 to 120.3 is a minute.
  if (lengthS > MAX_CLIP_S + 1e-6) {
    const message = `endS must be at most ${MAX_CLIP_S} s after startS, which is ${clip.startS}; received ${endS ?? 'none, and the object ends later'}.`
    throw invalidRequest([{ field: 'endS', ...(endS !== undefined && { value: endS }), message }])
  }
  return { as: as ?? 'wav', clip }
}
