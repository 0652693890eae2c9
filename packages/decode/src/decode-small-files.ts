import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EarmarkError } from '@earmark/core'
import type { AudioInfo } from './audio-info.js'
import { declaresMono } from './declares-mono.js'
import { readFirstBytes } from './decode.js'
import { cancelled, tooLong, tooLongToHold } from './decode-errors.js'
import type { DecodeOptions } from './decode-options.js'
import { decodeTogether } from './decode-together.js'
import { describeContent } from './ffmpeg/describe-failure.js'
import type { FfmpegLog } from './ffmpeg/ffmpeg-log.js'
import { isMixCancelled } from './is-mix-cancelled.js'
import { type ReadAudio, readAudio, readLoudestChannel } from './read-audio.js'
import { SampleCheck } from './sample-check.js'
import { toSamples } from './to-samples.js'

export type SmallFile = { path: string; name: string }
export type DecodedFile = { samples: Float32Array; info: AudioInfo }

export type SmallFilesOptions = Omit<DecodeOptions, 'name'> & {
  /**
   * The longest audio, in seconds, that is held in memory as a whole: a file of few bytes can hold hours.
   * Longer files give an error for which isTooLongToHold is true, and are to be read with decodeFile.
   */
  maxHeldS?: number
}

/** Whether a file given to decodeSmallFiles is fine, but to be read in blocks, with decodeFile. */
export function isTooLongToHold(error: EarmarkError): boolean {
  return error.code === 'TOO_LONG' && error.field === 'maxHeldS'
}

/**
 * Decodes several files through one ffmpeg process: starting one costs more than decoding a short clip.
 * Where that run fails, the files are decoded one by one, so that a bad one harms no other. The samples are
 * the very ones of decodeFile, and those of one file at a time are in memory.
 *
 * @returns in the order of the files, what was decoded or why not
 * @throws EarmarkError CANCELLED
 */
export async function* decodeSmallFiles(
  files: SmallFile[],
  options: SmallFilesOptions,
): AsyncGenerator<DecodedFile | EarmarkError> {
  const refused = new Map<SmallFile, EarmarkError>()
  const mono = new Set<SmallFile>()
  for (const file of files) {
    const firstBytes = await readFirstBytes(file.path)
    const error = describeContent(firstBytes, file.name)
    if (error) refused.set(file, error)
    if (declaresMono(firstBytes)) mono.add(file)
  }
  const folder = await mkdtemp(join(options.temporaryFolder ?? tmpdir(), 'earmark-decode-'))
  try {
    const fit = files.filter((file) => !refused.has(file))
    const together = fit.map((file, index) => ({
      file,
      input: file.path,
      output: join(folder, String(index)),
      isMono: mono.has(file),
    }))
    const run = await decodeTogether(together, { ...options, maxDurationS: heldS(options) })
    for (const file of files) {
      throwIfAborted(file, options.signal)
      const index = run?.members.findIndex((member) => member.file === file) ?? -1
      const output = run?.members[index]?.output
      const decoded =
        run && output !== undefined ? await readOutput(file, output, index, run.log, options) : null
      yield refused.get(file) ?? decoded ?? (await decodeAlone(file, options))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function heldS({ maxDurationS, maxHeldS = Infinity }: SmallFilesOptions): number {
  return Math.min(maxDurationS, maxHeldS)
}

function throwIfAborted({ name }: SmallFile, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled(name, signal)
}

/** @returns null for a file that the joint run gave nothing for: a run of its own will say why */
async function readOutput(
  file: SmallFile,
  path: string,
  index: number,
  log: FfmpegLog,
  options: SmallFilesOptions,
): Promise<DecodedFile | EarmarkError | null> {
  const { audio, tags = {} } = log.inputs.get(index) ?? {}
  const { size } = await stat(path)
  if (!audio || size === 0) return null
  const durationS = size / Float32Array.BYTES_PER_ELEMENT / options.sampleRate
  const beyond = describeLength(file, durationS, options)
  const samples = beyond ? null : toSamples(await readWhole(path, size))
  await rm(path)
  if (!samples) return beyond
  const check = new SampleCheck()
  check.add(samples)
  const unsound = check.describe(file.name, options.sampleRate)
  if (unsound) return unsound
  const { power } = check
  const isCancelled = isMixCancelled(power, log.levels.meanPower(index))
  const info = { ...audio, tags, durationS, heardChannel: null, power, isMixCancelled: isCancelled }
  const mix = { samples, info }
  return isCancelled ? await hearLoudestChannel(file, mix, options) : mix
}

/** The loudest channel in place of a mix that it is cancelled in. */
function hearLoudestChannel(
  file: SmallFile,
  mix: DecodedFile,
  options: SmallFilesOptions,
): Promise<DecodedFile | EarmarkError> {
  return orError(file, options, async () => {
    const read = (samples: AsyncIterable<Float32Array>) => collect(file, samples, options)
    const loudest = await readLoudestChannel(
      file.path,
      { ...options, name: file.name },
      mix.info,
      read,
    )
    return loudest ? toDecoded(loudest) : mix
  })
}

/** Into memory of its own, where samples can lie: a Buffer may begin anywhere. */
async function readWhole(path: string, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size - (size % Float32Array.BYTES_PER_ELEMENT))
  const file = await open(path)
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await file.read(bytes.subarray(at))
      if (bytesRead === 0) break
      at += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

function decodeAlone(
  file: SmallFile,
  options: SmallFilesOptions,
): Promise<DecodedFile | EarmarkError> {
  return orError(file, options, async () => {
    const read = (samples: AsyncIterable<Float32Array>) => collect(file, samples, options)
    return toDecoded(await readAudio(file.path, { ...options, name: file.name }, read))
  })
}

/** @throws EarmarkError TOO_LONG as soon as more has come than may be held */
async function collect(
  file: SmallFile,
  samples: AsyncIterable<Float32Array>,
  options: SmallFilesOptions,
): Promise<Float32Array> {
  const blocks: Float32Array[] = []
  let length = 0
  for await (const block of samples) {
    blocks.push(block.slice())
    length += block.length
    const beyond = describeLength(file, length / options.sampleRate, options)
    if (beyond) throw beyond
  }
  const whole = new Float32Array(length)
  let at = 0
  for (const block of blocks) {
    whole.set(block, at)
    at += block.length
  }
  return whole
}

function toDecoded({ result, info }: ReadAudio<Float32Array>): DecodedFile {
  return { samples: result, info }
}

async function orError(
  file: SmallFile,
  options: SmallFilesOptions,
  decode: () => Promise<DecodedFile>,
): Promise<DecodedFile | EarmarkError> {
  try {
    return await decode()
  } catch (error) {
    throwIfAborted(file, options.signal)
    if (error instanceof EarmarkError) return error
    throw error
  }
}

/** @returns null for audio within both limits; for one that was cut off at the lower, that one's error */
function describeLength(
  { name }: SmallFile,
  durationS: number,
  options: SmallFilesOptions,
): EarmarkError | null {
  if (durationS <= heldS(options)) return null
  const { maxDurationS, maxHeldS } = options
  return maxHeldS !== undefined && maxHeldS < maxDurationS
    ? tooLongToHold(name, maxHeldS)
    : tooLong(name, null, options)
}
