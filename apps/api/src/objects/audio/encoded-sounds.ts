import type { Readable } from 'node:stream'
import type { ObjectSummary } from '@earmark/db'
import { encodeSound, type SoundForm, type Stretch } from '@earmark/decode'
import type { FastifyReply } from 'fastify'
import { requestSignal } from '../../http/request-signal.js'
import { tooMany } from '../../http/too-many.js'
import type { Sounds } from '../sound/create-sounds.js'
import { endWhenStalled } from './end-when-stalled.js'

/** Each holds an ffmpeg for as long as somebody listens. */
const AT_ONCE = 8
const RETRY_AFTER_S = 5

export type EncodedSounds = {
  /**
   * Encodes sound for a reply; the ffmpeg ends with it. Where as many listen as may, nobody waits until one of them has heard
   * hours.
   *
   * @returns null where the stretch has no sound
   * @throws HttpProblem 429; EarmarkError as encodeSound and Sounds do
   */
  encode(
    object: ObjectSummary,
    reply: FastifyReply,
    wish: { form: SoundForm; stretch?: Stretch | undefined },
  ): Promise<Readable | null>
}

export function createEncodedSounds(sounds: Sounds, ffmpegPath: string | undefined): EncodedSounds {
  let running = 0

  return {
    encode(object, reply, wish) {
      if (running >= AT_ONCE) {
        throw tooMany(`${AT_ONCE} sounds are being encoded, as many as may.`, RETRY_AFTER_S)
      }
      const signal = requestSignal(reply)
      const name = `s3://${object.bucket}/${object.key}`
      running++
      return new Promise((resolve, reject) => {
        sounds
          .withInput(object, signal, async (input, either) => {
            const options = { ...wish, name, ffmpegPath, signal: either }
            const encoded = await encodeSound(input, options)
            resolve(encoded)
            if (!encoded) return
            const closed = new Promise<void>((done) => encoded.once('close', done))
            endWhenStalled(encoded)
            await closed
          })
          .catch(reject)
          .finally(() => running--)
      })
    },
  }
}
