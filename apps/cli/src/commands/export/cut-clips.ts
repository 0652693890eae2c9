import { type ApiClient, ApiError } from '@earmark/client'
import { MAX_CLIP_S } from '@earmark/contract/limits'
import type { Clip } from './clip-tables.js'
import type { ClipTarget } from './clip-target.js'
import type { Moment } from './moment.js'
import { nameClip } from './name-clip.js'

/** Each of them is an ffmpeg of the API's. */
const AT_ONCE = 2

export const clipForms = { flac: 'audio/flac', wav: 'audio/wav', opus: 'audio/ogg' } as const
export type ClipForm = keyof typeof clipForms

export type Cut = {
  clips: Clip[]
  /** Clips that were there whole before. */
  present: number
  failures: { moment: Moment; reason: string }[]
}

/**
 * Cuts each moment, with some sound around it, out of its object. What is there is not cut again; an object that cannot
 * be read is counted, and the others go on.
 *
 * @throws ApiError where the API cannot be asked any more
 */
export async function cutClips(
  { api, target, signal }: { api: ApiClient; target: ClipTarget; signal: AbortSignal },
  moments: readonly Moment[],
  { form, padS, onClip }: { form: ClipForm; padS: number; onClip: () => void },
): Promise<Cut> {
  const cut: Cut = { clips: [], present: 0, failures: [] }
  const recordings = new Map<number, Promise<Recording>>()
  const waiting = [...moments]
  const work = async () => {
    for (let moment = waiting.shift(); moment; moment = waiting.shift()) {
      try {
        cut.clips.push(await cutOne(moment))
      } catch (error) {
        if (!isOfTheObject(error)) throw error
        cut.failures.push({ moment, reason: error.message })
      }
      onClip()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  cut.clips.sort((a, b) => (a.name < b.name ? -1 : 1))
  return cut

  async function cutOne(moment: Moment): Promise<Clip> {
    const { objectId: id } = moment
    const asked = recordings.get(id) ?? readRecording(api, id, signal)
    recordings.set(id, asked)
    const { durationS, recordedAt, metadata } = await asked
    const { startS, endS } = stretchOf(moment, padS, durationS)
    const name = nameClip(moment, { startS, endS }, form === 'opus' ? 'ogg' : form)
    if (await target.has(name)) cut.present += 1
    else {
      const bytes = await api.getObjectAudio({ id, startS, endS, as: form }, { signal })
      await target.write(name, bytes, clipForms[form])
    }
    return { name, moment, startS, endS, recordedAt, metadata }
  }
}

type Recording = Pick<Clip, 'recordedAt' | 'metadata'> & { durationS: number | null }

async function readRecording(api: ApiClient, id: number, signal: AbortSignal): Promise<Recording> {
  const { durationS, recordedAt, metadata } = await api.getObject({ id }, { signal })
  return { durationS, recordedAt, metadata }
}

/** Around the moment, within the recording; of a long detection its first minute. */
function stretchOf({ startS, endS }: Moment, padS: number, durationS: number | null) {
  const from = Math.max(0, startS - padS)
  const to = Math.min(endS + padS, durationS ?? Infinity, from + MAX_CLIP_S)
  return { startS: from, endS: Math.max(to, from + 0.01) }
}

/** Gone, overwritten or broken: of the object, and not of the API. */
function isOfTheObject(error: unknown): error is ApiError {
  return error instanceof ApiError && [404, 409, 413, 422].includes(error.status ?? 0)
}
