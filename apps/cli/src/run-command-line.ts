import type { Readable } from 'node:stream'
import { CommanderError } from 'commander'
import { commands, nameOf } from './commands.js'
import type { Context } from './context.js'
import { createProgram } from './create-program.js'
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
    const name = findCommand(args)
    const context =
      name === undefined
        ? surroundings
        : await openContext(surroundings, env, (code) => {
            exitCode = code
          })
    const program = await createProgram(context, name)
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said it; 0 is --help and --version.
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    }
    if (surroundings.signal.aborted) return exitCodes.interrupted
    const { describeError } = await import('./errors/describe-error.js')
    const { text, exitCode: code, isDefect } = describeError(error)
    surroundings.stderr.write(`earmark: ${text}\n`)
    if (isDefect) surroundings.stderr.write('This is a defect in Earmark: please report it.\n')
    return code
  }
}

/** The command that is called, or that help is asked for; undefined where it is none, as with --version. */
function findCommand(args: readonly string[]): string | undefined {
  const operands = args.filter((arg) => !arg.startsWith('-'))
  const [first, second] = operands
  const name = first === 'help' ? second : first
  return commands.map(nameOf).find((each) => each === name)
}

/** Reading the environment and opening what commands need loads more than showing help does. */
async function openContext(
  surroundings: Omit<Surroundings, 'env'>,
  env: NodeJS.ProcessEnv | undefined,
  setExitCode: Context['setExitCode'],
): Promise<Context> {
  const [{ readBasics }, { createContext }] = await Promise.all([
    import('./basics.js'),
    import('./context.js'),
  ])
  const context = createContext({
    ...surroundings,
    basics: await readBasics(env),
    setExitCode,
    loadProgram: (name) => createProgram(context, name),
  })
  return context
}
