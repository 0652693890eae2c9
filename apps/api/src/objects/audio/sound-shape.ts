import type { ObjectSummary } from '@earmark/db'
import { HttpProblem } from '../../http/http-problem.js'
import type { ObjectStretch } from '../sound/read-stretch.js'
import type { PcmShape } from './wav-header.js'

/**
 * What a WAV of an object looks like, which is known where it has been heard.
 *
 * @throws HttpProblem 409 where it has not
 */
export function soundShape(
  { bucket, key, sampleRate, channels, durationS }: ObjectSummary,
  clip: ObjectStretch | null,
): { shape: PcmShape; stretch: ObjectStretch } {
  const stretch = clip ?? (durationS === null ? null : { startS: 0, endS: durationS })
  if (sampleRate !== null && channels !== null && stretch) {
    return { shape: { sampleRate, channels }, stretch }
  }
  const message = `s3://${bucket}/${key} has not been heard yet, so how long it is and how many channels it has are not known. Ask for as=flac, as=opus or as=original.`
  throw new HttpProblem(409, 'CONFLICT', message)
}
