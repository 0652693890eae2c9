import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { EarmarkError } from '@earmark/core'

/** Enough for the headers of many inputs and the last errors. */
const LOG_LIMIT = 256_000

export type FfmpegExit = { code: number | null; signal: NodeJS.Signals | null }

/** One run of ffmpeg in a process group of its own. */
export class FfmpegProcess {
  readonly stdout: Readable
  readonly stdin: Writable | null
  readonly exited: Promise<FfmpegExit>
  readonly #child: ChildProcess
  #log = ''
  #isKilledByUs = false

  constructor(
    path: string,
    args: string[],
    options: { pipesInput: boolean; outputsToFiles: boolean },
  ) {
    this.#child = spawn(path, args, {
      detached: true,
      stdio: [
        options.pipesInput ? 'pipe' : 'ignore',
        options.outputsToFiles ? 'ignore' : 'pipe',
        'pipe',
      ],
      // Neither credentials nor proxies are ffmpeg's business.
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', AV_LOG_FORCE_NOCOLOR: '1' },
    })
    this.stdout = this.#child.stdout as Readable
    this.stdin = this.#child.stdin
    // ffmpeg stops reading when it has enough.
    this.stdin?.on('error', () => {})
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#log = (this.#log + data.toString('utf8')).slice(-LOG_LIMIT)
    })
    this.exited = new Promise((resolve, reject) => {
      this.#child.on('error', (error) => reject(describeSpawnError(path, error)))
      this.#child.on('close', (code, signal) => resolve({ code, signal }))
    })
    this.exited.catch(() => {})
  }

  get log(): string {
    return this.#log
  }

  /** True where the end by a signal was our own doing. */
  get isKilledByUs(): boolean {
    return this.#isKilledByUs
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  kill(): void {
    if (
      this.#child.exitCode !== null ||
      this.#child.signalCode !== null ||
      this.#child.pid === undefined
    )
      return
    this.#isKilledByUs = true
    try {
      process.kill(-this.#child.pid, 'SIGKILL')
    } catch {
      // It has ended by itself in the meantime.
    }
  }
}

function describeSpawnError(path: string, error: NodeJS.ErrnoException): EarmarkError {
  const message =
    error.code === 'ENOENT'
      ? `ffmpeg was not found (${path}). Install it (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg) or set FFMPEG_PATH.`
      : `ffmpeg (${path}) could not be started: ${error.message}`
  return new EarmarkError('INTERNAL', message, { cause: error })
}
