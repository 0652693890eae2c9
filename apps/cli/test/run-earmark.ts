import { execFile, spawn } from 'node:child_process'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runCommandLine } from '../src/run-command-line.js'

export const bin = fileURLToPath(new URL('../bin/earmark.js', import.meta.url))
const fixtures = new URL('../../../packages/core/test/fixtures/', import.meta.url)

export const tinyModelDir = fileURLToPath(new URL('clap-tiny-random', fixtures))
export const goldenFile = fileURLToPath(new URL('golden/golden.json', fixtures))
export const clip = (name: string) => fileURLToPath(new URL(`golden/audio/${name}.wav`, fixtures))

export type Run = { code: number | null; stdout: string; stderr: string }

/** Runs the real command in a process of its own, in an environment that knows of no services. */
export async function runEarmark(
  args: string[],
  { env = {}, cwd, input }: { env?: NodeJS.ProcessEnv; cwd?: string; input?: string } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    // A home without a connection file, unless the test has one.
    env: { PATH: process.env.PATH, EARMARK_HOME: '/nonexistent', ...env },
  })
  child.stdin.end(input)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { code, ...output }
}

/** Runs a command in this process: without the second or two that a process takes, where many are tried. */
export async function runHere(args: string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const collect = () => {
    const chunks: Buffer[] = []
    const stream = new Writable({
      write(chunk, _, done) {
        chunks.push(Buffer.from(chunk))
        done()
      },
    })
    return { stream, text: () => Buffer.concat(chunks).toString() }
  }
  const [stdout, stderr] = [collect(), collect()]
  const code = await runCommandLine(args, {
    env: { EARMARK_HOME: '/nonexistent', ...env },
    cwd: process.cwd(),
    stdin: Readable.from([]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal: new AbortController().signal,
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

const execute = promisify(execFile)

/** Makes an audio file: a tone of so many seconds. */
export async function makeTone(path: string, seconds: number): Promise<void> {
  const source = `sine=frequency=440:sample_rate=48000:duration=${seconds}`
  await execute('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, path])
}

/** Two seconds of stereo, the right side of which is the left with its sign turned, and a little louder. */
export async function makeAntiphase(path: string): Promise<void> {
  const source = 'aevalsrc=0.24*sin(2*PI*440*t)|-0.25*sin(2*PI*440*t):s=44100:d=2:c=stereo'
  await execute('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, path])
}
