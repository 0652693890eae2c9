import { execFile } from 'node:child_process'
import { access, constants, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  type ClapModel,
  type ExecutionProvider,
  hashFile,
  type Model,
  reasonOf,
} from '@earmark/core'

/** Which file an audio tower is opened from: one beside the model, or, for a reason, the model's own. */
export type Preparation =
  | { type: 'prepared'; file: string; wasThere: boolean }
  | { type: 'unprepared'; reason: string }

/** To be raised whenever what is prepared changes: what older versions wrote is not looked at any more. */
const VERSION = 1
const FOLDER = 'prepared'
const DIGEST_DIGITS = 16
/** A smaller model takes less time than decoding its sound, and gains nothing that would be felt. */
const MIN_BYTES = 16_000_000
/** A model may lie on a disk far away. */
const DEADLINE_MS = 600_000
const MAX_OUTPUT_BYTES = 100_000

const CHILD_ENTRY = fileURLToPath(new URL('../dist/prepare-child.js', import.meta.url))

/**
 * Makes sure that a CLAP's audio tower lies prepared beside the model, as `prepared/NAME.HASH.vN.onnx`, where N is the
 * preparer's version. Where it cannot be, because the folder is read-only or the graph is another than
 * expected, the model is opened as it comes. What cannot be prepared is noted there, so that it is not tried at each start.
 *
 * Takes seconds and a process of its own the first time, and the hash of the file at any other.
 *
 * Never throws: a model that is not prepared is one that is slower.
 *
 * @returns nothing where there is nothing to gain: for classifiers, small models, and off the CPU, where windows are heard together
 */
export async function prepareModel(
  model: Model,
  executionProvider: ExecutionProvider = 'cpu',
): Promise<Preparation | undefined> {
  if (executionProvider !== 'cpu') return undefined
  try {
    const place = await findPlace(model)
    return place && ((await look(place)) ?? (await prepare(place)))
  } catch (error) {
    return { type: 'unprepared', reason: reasonOf(error) }
  }
}

/**
 * Says how a model would be opened on a CPU, without preparing it.
 *
 * @returns as prepareModel
 */
export async function findPreparation(model: Model): Promise<Preparation | undefined> {
  const place = await findPlace(model)
  const reason = 'it will be at its first start'
  return place && ((await look(place)) ?? { type: 'unprepared', reason })
}

/** Where a model's prepared file is, or would be. */
interface Place {
  model: ClapModel
  file: string
  /** Says why there is none. */
  note: string
}

async function findPlace(model: Model): Promise<Place | undefined> {
  if (model.kind !== 'clap') return undefined
  const source = model.files.audio
  if ((await stat(source)).size < MIN_BYTES) return undefined
  const digest = (await hashFile(source)).slice(0, DIGEST_DIGITS)
  const name = `${basename(source, '.onnx')}.${digest}.v${VERSION}`
  const path = join(dirname(dirname(source)), FOLDER, name)
  return { model, file: `${path}.onnx`, note: `${path}.unfit` }
}

async function look({ file, note }: Place): Promise<Preparation | undefined> {
  if (await isFile(file)) return { type: 'prepared', file, wasThere: true }
  if (!(await isFile(note))) return undefined
  return { type: 'unprepared', reason: (await readFile(note, 'utf8')).trim() }
}

async function prepare({ model, file, note }: Place): Promise<Preparation> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true })
  await access(folder, constants.W_OK)
  const unfit = await runChild(model, file)
  if (unfit === '') return { type: 'prepared', file, wasThere: false }
  await writeFile(note, `${unfit}\n`)
  return { type: 'unprepared', reason: unfit }
}

/** @returns why the graph is not fit for it, or an empty text where the file has been written */
async function runChild(model: ClapModel, target: string): Promise<string> {
  const work = JSON.stringify({ model, target })
  const options = { timeout: DEADLINE_MS, maxBuffer: MAX_OUTPUT_BYTES }
  try {
    return (await promisify(execFile)(process.execPath, [CHILD_ENTRY, work], options)).stdout
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string }
    const said = stderr.split('\n').find((line) => /error/i.test(line)) ?? 'it said nothing'
    throw new Error(`the process that prepares it did not come to its end: ${said}`, { cause })
  }
}

/** The same model, whose audio tower is opened from the prepared file where there is one. */
export function withPreparedTower(model: Model, preparation: Preparation | undefined): Model {
  if (model.kind !== 'clap' || preparation?.type !== 'prepared') return model
  return { ...model, files: { ...model.files, audio: preparation.file } }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
