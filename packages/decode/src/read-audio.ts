import type { AudioInfo } from './audio-info.js'
import { decodeFile } from './decode.js'
import type { DecodeOptions } from './decode-options.js'
import { findLoudestChannel } from './find-loudest-channel.js'
import { isMixCancelled } from './is-mix-cancelled.js'

export type ReadAudio<Result> = { info: AudioInfo; result: Result }

/**
 * Decodes a file and gives its samples to a reader. Where its channels cancel each other in the mix, as in stereo whose one
 * side is wired the wrong way round, the file is read a second time, its loudest channel alone: `info.heardChannel` says so.
 *
 * @param read takes the samples to their end, and begins anew when it is called again
 * @throws what decodeFile's samples or the reader throw
 */
export async function readAudio<Result>(
  path: string,
  options: DecodeOptions,
  read: (samples: AsyncIterable<Float32Array>) => Promise<Result>,
): Promise<ReadAudio<Result>> {
  if (options.tooLongBecause !== undefined) await refuseTooLong(path, options)
  const mix = decodeFile(path, options)
  const result = await read(mix.samples)
  const info = await mix.info
  if (!info.isMixCancelled) return { result, info }
  return (await readLoudestChannel(path, options, info, read)) ?? { result, info }
}

/**
 * Where each second costs many windows, none is heard of a file that turns out to have too many: one that does not say how long it is
 * is decoded to its end first.
 *
 * @throws EarmarkError TOO_LONG, or what else is wrong with the file
 */
async function refuseTooLong(path: string, options: DecodeOptions): Promise<void> {
  let isDeclared = false
  const onDeclared = (_: number | null, isExact: boolean) => {
    isDeclared = isExact
  }
  for await (const _ of decodeFile(path, { ...options, onDeclared }).samples) {
    if (isDeclared) return
  }
}

/**
 * Reads a file's loudest channel alone.
 *
 * @param mix what the mix was like
 * @returns null where that channel is not far louder than the mix was, which is better then
 */
export async function readLoudestChannel<Result>(
  path: string,
  options: DecodeOptions,
  mix: Pick<AudioInfo, 'power'>,
  read: (samples: AsyncIterable<Float32Array>) => Promise<Result>,
): Promise<ReadAudio<Result> | null> {
  const channel = await findLoudestChannel(path, options)
  if (channel === null) return null
  const decoding = decodeFile(path, { ...options, channel })
  const result = await read(decoding.samples)
  const info = await decoding.info
  return isMixCancelled(mix.power, info.power) ? { result, info } : null
}
