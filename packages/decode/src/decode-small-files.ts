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
 * the very ones of decodeFile, and those of one file at a time are in memory.
 *
 * @returns in the order of the files, what was decoded or why not
 */
export async function* decodeSmallFiles(
  files: SmallFile[],
  options: Omit<DecodeOptions, 'name'>,
): AsyncGenerator<DecodedFile | EarmarkError> {
  const refused = new Map<SmallFile, EarmarkError>()
  for (const file of files) {
    try {
      refuseUnfit(await readFirstBytes(file.path), file.name)
    } catch (error) {
      refused.set(file, asEarmarkError(error))
    }
  }
  const fit = files.filter((file) => !refused.has(file))
  const folder = await mkdtemp(join(tmpdir(), 'earmark-decode-'))
  try {
    const outputs = new Map(
      fit.map((file, index) => [file, { index, path: join(folder, String(index)) }]),
    )
    const log =
      fit.length > 1
        ? await decodeTogether(
            [...outputs.values()].map((output) => output.path),
            fit,
            options,
          )
        : null
    for (const file of files) {
      const output = outputs.get(file)
      const decoded = log !== null && output ? await readOutput(file, output, log, options) : null
      yield refused.get(file) ?? decoded ?? (await decodeAlone(file, options))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @returns ffmpeg's log, or null where the joint run failed */
async function decodeTogether(
  outputs: string[],
  files: SmallFile[],
  {
    sampleRate,
    maxDurationS,
    signal,
    timeoutMs,
    ffmpegPath = 'ffmpeg',
  }: Omit<DecodeOptions, 'name'>,
): Promise<string | null> {
  const job = { inputs: files.map((file) => file.path), outputs, sampleRate, maxDurationS }
  const ffmpeg = new FfmpegProcess(ffmpegPath, ffmpegArguments(job), {
    pipesInput: false,
    outputsToFiles: true,
  })
  const stop = () => ffmpeg.kill()
  const timer = setTimeout(stop, timeoutMs)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const exit = await ffmpeg.exited
    signal?.throwIfAborted()
    return exit.code === 0 ? ffmpeg.log : null
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/** @returns null for a file that the joint run gave nothing for: a run of its own will say why */
async function readOutput(
  file: SmallFile,
  output: { index: number; path: string },
  log: string,
  { sampleRate, maxDurationS }: Omit<DecodeOptions, 'name'>,
): Promise<DecodedFile | EarmarkError | null> {
  const info = readSourceInfo(log, output.index)
  if (!info || (await stat(output.path)).size === 0) return null
  const samples = readSamples(await readFile(output.path))
  await rm(output.path)
  const durationS = samples.length / sampleRate
  if (durationS > maxDurationS) return tooLong(file.name, durationS, maxDurationS)
  return { samples, info: { ...info, durationS } }
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
