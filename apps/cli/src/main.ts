import { CommanderError } from 'commander'
import { readConfig } from './config.js'
import { createContext } from './context.js'
import { createProgram } from './create-program.js'
import { describeError } from './describe-error.js'
import { exitCodes } from './exit-codes.js'

// The reader has gone, as in `earmark results | head`: what is left to say has no reader either.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
}

const interrupt = new AbortController()
process.on('SIGINT', () => {
  // The second Ctrl-C does not wait for anything.
  if (interrupt.signal.aborted) process.exit(exitCodes.interrupted)
  interrupt.abort()
})

process.exitCode = exitCodes.done
try {
  const context = createContext({
    config: readConfig(),
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
    setExitCode: (code) => {
      process.exitCode = code
    },
  })
  await createProgram(context).parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said it; 0 is --help and --version.
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  } else if (interrupt.signal.aborted) {
    process.exitCode = exitCodes.interrupted
  } else {
    const { text, exitCode, isDefect } = describeError(error)
    process.stderr.write(`earmark: ${text}\n`)
    if (isDefect) process.stderr.write('This is a defect in Earmark: please report it.\n')
    process.exitCode = exitCode
  }
}
