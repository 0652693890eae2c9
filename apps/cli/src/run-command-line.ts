import type { Readable } from 'node:stream'
import { CommanderError } from 'commander'
import { readConfig } from './config.js'
import { type Context, createContext } from './context.js'
import { createProgram } from './create-program.js'
import { describeError } from './errors/describe-error.js'
import { type ExitCode, exitCodes } from './errors/exit-codes.js'

/** What a command line is run with: what the process has, or what a test gives. */
export type Surroundings = Pick<Context, 'cwd' | 'stdout' | 'stderr' | 'signal'> & {
  /** Default: the process's. */
  env?: NodeJS.ProcessEnv
  stdin: Readable
}

/**
 * Runs one command to its end. What went wrong is said on stderr.
 *
 * @param args without the program's own name
 */
export async function runCommandLine(
  args: readonly string[],
  { env, ...surroundings }: Surroundings,
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done
  try {
    const context = createContext({
      ...surroundings,
      config: readConfig(env),
      setExitCode: (code) => {
        exitCode = code
      },
    })
    await createProgram(context).parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said it; 0 is --help and --version.
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    }
    if (surroundings.signal.aborted) return exitCodes.interrupted
    const { text, exitCode: code, isDefect } = describeError(error)
    surroundings.stderr.write(`earmark: ${text}\n`)
    if (isDefect) surroundings.stderr.write('This is a defect in Earmark: please report it.\n')
    return code
  }
}
