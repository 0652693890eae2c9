import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { seededChance } from './choose.js'
import { openManifests } from './files/manifests.js'
import { openModels } from './files/models.js'
import { openSounds } from './files/sounds.js'
import { openRequests } from './requests/requests.js'
import { type OpenTarget, WrongAnswer } from './target.js'

/** What is sent inputs, and how many of a hundred thousand: files cost a process each, and a model's many seconds. */
const targets = {
  requests: { open: openRequests, share: 0.698 },
  manifests: { open: openManifests, share: 0.25 },
  sounds: { open: openSounds, share: 0.05 },
  models: { open: openModels, share: 0.002 },
} satisfies Record<string, { open: OpenTarget; share: number }>

export type TargetName = keyof typeof targets
export const targetNames = Object.keys(targets) as TargetName[]

export interface FuzzOptions {
  inputs: number
  seed: number
  /** One target alone; default: all, by their shares. */
  only?: TargetName | undefined
  /** The first input's number: with `inputs: 1` and its seed, a failing input comes again. */
  from?: number
  log?: (line: string) => void
}

export interface Fuzzed {
  /** How many inputs came to what, such as `requests 400`. */
  ends: Map<string, number>
  /** What must not be: sentences, with the input. */
  failures: string[]
}

/** Sends so many inputs, each made of the seed, its target and its number alone. */
export async function runFuzz(options: FuzzOptions): Promise<Fuzzed> {
  const fuzzed: Fuzzed = { ends: new Map(), failures: [] }
  const crash = (error: unknown) =>
    void fuzzed.failures.push(`Nobody caught ${String((error as Error)?.stack ?? error)}`)
  process.on('uncaughtException', crash).on('unhandledRejection', crash)
  const folder = await mkdtemp(join(tmpdir(), 'earmark-fuzz-'))
  const before = process.env.TMPDIR
  // What goes to the system's folder for temporary files is seen here.
  process.env.TMPDIR = join(folder, 'tmp')
  await mkdir(process.env.TMPDIR)
  try {
    for (const name of targetNames) {
      if (options.only !== undefined && options.only !== name) continue
      const share = options.only === undefined ? targets[name].share : 1
      await fuzzTarget(
        name,
        { ...options, inputs: Math.ceil(options.inputs * share) },
        folder,
        fuzzed,
      )
      const left = await readdir(process.env.TMPDIR)
      if (left.length > 0) fuzzed.failures.push(`${name} left files behind: ${left.join(', ')}`)
      const running = await childrenLeft()
      if (running.length > 0)
        fuzzed.failures.push(`${name} left processes behind: ${running.join(', ')}`)
    }
  } finally {
    process.off('uncaughtException', crash).off('unhandledRejection', crash)
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    await rm(folder, { recursive: true, force: true })
  }
  return fuzzed
}

async function fuzzTarget(
  name: TargetName,
  { inputs, seed, from = 0, log }: FuzzOptions,
  folder: string,
  { ends, failures }: Fuzzed,
): Promise<void> {
  const own = join(folder, name)
  await mkdir(own)
  const target = await targets[name].open(own)
  for (let number = from; number < from + inputs; number += 1) {
    if ((number - from) % LOG_EVERY === LOG_EVERY - 1)
      log?.(`${name}: ${number - from + 1} of ${inputs}`)
    try {
      const end = `${name} ${await target.send(seededChance(mix(seed, number)))}`
      ends.set(end, (ends.get(end) ?? 0) + 1)
    } catch (error) {
      const { message, input } =
        error instanceof WrongAnswer
          ? error
          : { message: String((error as Error).stack), input: null }
      failures.push(`seed ${seed}, ${name} ${number}: ${message}\n  ${JSON.stringify(input)}`)
      log?.(failures.at(-1) ?? '')
    }
  }
  failures.push(...(await target.close()))
}

const LOG_EVERY = 1000

/** Neighbouring numbers have nothing in common. */
function mix(seed: number, number: number): number {
  return Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)
}

const SETTLING_S = 20

/** Processes that this one has started and that have not ended, with their command lines. */
async function childrenLeft(): Promise<string[]> {
  for (let left = SETTLING_S; ; left -= 1) {
    const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8').catch(
      () => '',
    )
    const lines = await Promise.all(
      children
        .split(' ')
        .filter(Boolean)
        .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    )
    const running = lines
      .filter((line) => /ffmpeg|inference/.test(line))
      .map((line) => line.replaceAll('\0', ' ').trim())
    if (running.length === 0 || left === 0) return running
    await sleep(1000)
  }
}
