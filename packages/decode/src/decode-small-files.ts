import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EarmarkError } from '@earmark/core'
import {
  type AudioInfo,
  type DecodeOptions,
  decodeFile,
  readFirstBytes,
  refuseUnfit,
  tooLong,
} from './decode.js'
import { ffmpegArguments } from './ffmpeg-arguments.js'
import { FfmpegProcess } from './ffmpeg-process.js'
import { readSourceInfo } from './read-stream-info.js'
import { readSamples } from './to-samples.js'

export type SmallFile = { path: string; name: string }
export type DecodedFile = { samples: Float32Array; info: AudioInfo }

/**
 * Decodes several files through one ffmpeg process: starting one costs more than decoding a short clip.
 * Where that run fails, the files are decoded one by one, so that a bad one harms no other. The samples are
 * the very ones of decodeFile.
 *
 * @returns in the order of the files, what was decoded or why not
 */
export async function decodeSmallFiles(
  files: SmallFile[],
  options: Omit<DecodeOptions, 'name'>,
): Promise<(DecodedFile | EarmarkError)[]> {
  const decoded = new Map<SmallFile, DecodedFile | EarmarkError>()
  const fit: SmallFile[] = []
  for (const file of files) {
    try {
      refuseUnfit(await readFirstBytes(file.path), file.name)
      fit.push(file)
    } catch (error) {
      decoded.set(file, asEarmarkError(error))
    }
  }
  const together = fit.length > 1 ? await decodeTogether(fit, options) : null
  for (const [index, file] of fit.entries()) {
    decoded.set(file, together?.[index] ?? (await decodeAlone(file, options)))
  }
  return files.map((file) => decoded.get(file) as DecodedFile | EarmarkError)
}

/** @returns null where the joint run failed; null in the place of a file that wants a run of its own */
async function decodeTogether(
  files: SmallFile[],
  options: Omit<DecodeOptions, 'name'>,
): Promise<(DecodedFile | EarmarkError | null)[] | null> {
  const { sampleRate, maxDurationS, signal } = options
  const folder = await mkdtemp(join(tmpdir(), 'earmark-decode-'))
  try {
    const outputs = files.map((_, index) => join(folder, String(index)))
    const job = { inputs: files.map((file) => file.path), outputs, sampleRate, maxDurationS }
    const ffmpeg = new FfmpegProcess(options.ffmpegPath ?? 'ffmpeg', ffmpegArguments(job), {
      pipesInput: false,
      outputsToFiles: true,
    })
    const stop = () => ffmpeg.kill()
    const timer = setTimeout(stop, options.timeoutMs)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      const exit = await ffmpeg.exited
      signal?.throwIfAborted()
      if (exit.code !== 0) return null
      return await Promise.all(
        files.map(async (file, index): Promise<DecodedFile | EarmarkError | null> => {
          const info = readSourceInfo(ffmpeg.log, index)
          const path = outputs[index] as string
          if (!info || (await stat(path)).size === 0) return null
          const samples = readSamples(await readFile(path))
          if (samples.length > maxDurationS * sampleRate)
            return tooLong(file.name, samples.length / sampleRate, maxDurationS)
          return { samples, info: { ...info, durationS: samples.length / sampleRate } }
        }),
      )
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function decodeAlone(
  file: SmallFile,
  options: Omit<DecodeOptions, 'name'>,
): Promise<DecodedFile | EarmarkError> {
  try {
    const decoding = decodeFile(file.path, { ...options, name: file.name })
    const blocks: Float32Array[] = []
    for await (const block of decoding.samples) blocks.push(block)
    const samples = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0))
    let at = 0
    for (const block of blocks) {
      samples.set(block, at)
      at += block.length
    }
    return { samples, info: await decoding.info }
  } catch (error) {
    options.signal?.throwIfAborted()
    return asEarmarkError(error)
  }
}

function asEarmarkError(error: unknown): EarmarkError {
  if (error instanceof EarmarkError) return error
  throw error
}
