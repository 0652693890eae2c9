import { spawn } from 'node:child_process'

const WORD_INTERVAL_MS = 5_000

/**
 * Runs a program whose output nobody needs unless it fails. Says every five seconds for how long it has run, and what
 * `describe` makes of what it has written so far.
 *
 * @returns {Promise<{ isDone: boolean, output: string, reason: string }>} what it wrote, and why it ended
 */
export function runQuietly(program, args, { cwd, env, say, what, describe = () => '' }) {
  return new Promise((resolve) => {
    const startedAt = Date.now()
    let output = ''
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    }
    const timer = setInterval(() => {
      const seconds = Math.round((Date.now() - startedAt) / 1000)
      const now = describe(output)
      say(`  ${what}: ${seconds} s${now === '' ? '' : `, ${now}`}`)
    }, WORD_INTERVAL_MS)
    const end = (isDone, reason) => {
      clearInterval(timer)
      resolve({ isDone, output: output.trim(), reason })
    }
    child.once('error', (error) => end(false, error.message))
    child.once('close', (code, signal) =>
      end(code === 0, signal ? `ended by ${signal}` : `exit code ${code}`),
    )
  })
}
