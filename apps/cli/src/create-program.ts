import { readFileSync } from 'node:fs'
import { cleanText } from '@earmark/terminal/clean-text'
import { Command } from 'commander'
import { type CommandEntry, commands, nameOf } from './commands.js'
import type { Context } from './context.js'

const version: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version

/**
 * The command line: each command is a file in commands/, named like it.
 *
 * @param loaded the command that is called, with all it needs; null for all of them. The others are names and descriptions
 */
export async function createProgram(
  context: Pick<Context, 'stdout' | 'stderr'> & Partial<Context>,
  loaded: string | null | undefined,
): Promise<Command> {
  const program = new Command('earmark')
    .description('Tag archives of audio in S3 with any words, and query what was heard in SQL.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // What was typed comes back in these messages.
      outputError: (text, write) =>
        write(`${text.trimEnd().split('\n').map(cleanText).join('\n')}\n`),
    })
    .showHelpAfterError('(--help shows how)')
    .addHelpText(
      'after',
      `
Exit codes: 0 all done, 1 error, 2 wrong usage, also a name that nothing has, 3 some objects failed, 130 stopped by
Ctrl-C.
The API, the database and S3 are found through EARMARK_API_URL, EARMARK_API_KEY, DATABASE_URL, S3_ENDPOINT and
AWS_*, otherwise through .earmark/connection.json, which npm start writes.`,
    )
  for (const entry of commands) {
    if (loaded !== null && nameOf(entry) !== loaded) addStub(program, entry)
    else (await entry.load())(program, context as Context)
  }
  return program
}

/** Stands in the list of commands, and is never called. */
function addStub(
  program: Command,
  { usage, description, isGroup, hasOptions, isHidden }: CommandEntry,
): void {
  const stub = program.command(usage, isHidden ? { hidden: true } : {}).description(description)
  if (!isGroup && hasOptions !== false) stub.option('--json')
}
