import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { EarmarkError } from '@earmark/core'
import { confine, type Limits, whyNotStarted } from './confine.js'
import { FfmpegLog } from './ffmpeg-log.js'

export type FfmpegExit = { code: number | null; signal: NodeJS.Signals | null }

/** So many characters tell whether it started at all. */
const FIRST_ERRORS = 200

/** A group of its own does not get the terminal's Ctrl-C: what still runs when this process exits is ended with it. */
const running = new Set<FfmpegProcess>()

function killAll(): void {
  for (const ffmpeg of running) ffmpeg.kill()
}

/** One run of ffmpeg in a process group of its own. */
export class FfmpegProcess {
  readonly stdin: Writable | null
  /** Where its output is `pipe`. */
  readonly stdout: Readable | null
  readonly log = new FfmpegLog()
  /** Resolves when ffmpeg has ended. */
  readonly exited: Promise<FfmpegExit>
  readonly #child: ChildProcess

  /**
   * @param output what its standard output goes to, which is closed here; `pipe` for one that is read from `stdout`; null where
   * it writes files
   * @param limits of what it may take of the machine; by default it may write no file
   * @param environment what it is told beside where programs are, such as where a sound server is found
   */
  constructor(
    path: string,
    args: string[],
    {
      pipesInput,
      output,
      environment = {},
      limits = { fileBytes: 0 },
    }: {
      pipesInput: boolean
      output: Socket | 'pipe' | null
      environment?: NodeJS.ProcessEnv
      limits?: Limits
    },
  ) {
    this.#child = spawn(...confine(path, args, limits), {
      detached: true,
      stdio: [pipesInput ? 'pipe' : 'ignore', output ?? 'ignore', 'pipe'],
      // Neither credentials nor proxies are ffmpeg's business. Homebrew's folder is for macOS.
      env: {
        ...environment,
        PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
        AV_LOG_FORCE_NOCOLOR: '1',
      },
    })
    if (output !== 'pipe') output?.destroy()
    this.stdin = this.#child.stdin
    this.stdout = this.#child.stdout
    // ffmpeg stops reading when it has enough.
    this.stdin?.on('error', () => {})
    let firstErrors = ''
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // It may come in pieces.
      if (firstErrors.length < FIRST_ERRORS) firstErrors += text
      this.log.write(text)
    })
    this.exited = new Promise((resolve, reject) => {
      this.#child.on('error', (error) => reject(describeSpawnError(path, error)))
      this.#child.on('close', (code, signal) => {
        this.log.end()
        const reason = whyNotStarted(code, firstErrors)
        if (reason === null) resolve({ code, signal })
        else reject(describeSpawnError(path, { code: reason, message: reason }))
      })
    })
    this.exited.catch(() => {}).finally(() => running.delete(this))
    if (running.size === 0) process.off('exit', killAll).on('exit', killAll)
    running.add(this)
  }

  get isRunning(): boolean {
    const { exitCode, signalCode, pid } = this.#child
    return exitCode === null && signalCode === null && pid !== undefined
  }

  kill(): void {
    if (!this.isRunning) return
    try {
      process.kill(-this.#child.pid!, 'SIGKILL')
    } catch {
      // It has ended by itself in the meantime.
    }
  }
}

function describeSpawnError(
  path: string,
  error: Pick<NodeJS.ErrnoException, 'code' | 'message'>,
): EarmarkError {
  const message =
    error.code === 'ENOENT'
      ? `ffmpeg was not found (${path}). Install it (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg) or set FFMPEG_PATH.`
      : `ffmpeg (${path}) could not be started: ${error.message}`
  return new EarmarkError('WORKER_FAULT', message, { cause: error })
}
