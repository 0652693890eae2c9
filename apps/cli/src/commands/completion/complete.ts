import { cleanText, writeText } from '@earmark/terminal'
import type { Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { type Candidate, candidatesOf } from './candidates.js'

export function addCompleteCommand(program: Command, context: Context): void {
  program
    .command('complete', { hidden: true })
    .description('print what the last of some words may become, for a shell that completes')
    .argument('[words...]', 'what was typed behind earmark, to the cursor')
    .action((words: string[]) => complete(context, words))
}

async function complete(context: Context, words: readonly string[]): Promise<void> {
  const typed = words.at(-1) ?? ''
  const found = await candidates(context, words.slice(0, -1), typed)
  const lines = found
    .filter(({ word }) => word.startsWith(typed))
    .map(({ word, says = '' }) => `${cleanText(word)}\t${cleanText(says)}\n`)
  await writeText(context.stdout, lines.join(''))
}

async function candidates(
  context: Context,
  before: readonly string[],
  typed: string,
): Promise<Candidate[]> {
  const program = await context.loadProgram(before[0])
  if (before.length === 0) return program.createHelp().visibleCommands(program).map(describeCommand)
  let command = program.commands.find((one) => one.name() === before[0])
  let rest = before.slice(1)
  for (;;) {
    const below = command?.commands.find((one) =>
      [one.name(), ...one.aliases()].includes(rest[0] ?? ''),
    )
    if (!below) break
    command = below
    rest = rest.slice(1)
  }
  if (!command) return []
  const option = findOption(command, rest.at(-1))
  if (option && (option.required || option.optional)) {
    if (option.argChoices) return option.argChoices.map((word) => ({ word }))
    const placeholder = /[<[]([^>\]]+)/.exec(option.flags)?.[1] ?? ''
    return candidatesOf(context, namedFor(placeholder, option.attributeName()), typed)
  }
  if (typed.startsWith('-')) {
    return command.options.map(({ long, description }) => ({ word: long ?? '', says: description }))
  }
  if (command.commands.length > 0) {
    return command.commands.map(describeCommand)
  }
  const place = countArguments(command, rest)
  const argument = command.registeredArguments[place] ?? command.registeredArguments.at(-1)
  if (!argument) return []
  if (argument.argChoices) return argument.argChoices.map((word) => ({ word }))
  return candidatesOf(context, namedFor(argument.name(), command.parent?.name() ?? ''), typed)
}

function findOption({ options }: Command, word: string | undefined): Option | undefined {
  return options.find(({ short, long }) => word !== undefined && (word === short || word === long))
}

function describeCommand(command: Command): Candidate {
  return { word: command.name(), says: command.description() }
}

/** `batch show <id>` takes the id of a batch, `--label-set <name>` the name of a label set. */
function namedFor(placeholder: string, owner: string): string {
  if (placeholder !== 'id' && placeholder !== 'name') return placeholder
  return owner === 'labelSet' ? 'label-set' : owner
}

/** How many arguments stand there already; values of options are none. */
function countArguments(command: Command, words: readonly string[]): number {
  let count = 0
  for (const [at, word] of words.entries()) {
    const before = findOption(command, words[at - 1])
    if (!word.startsWith('-') && !before?.required) count += 1
  }
  return count
}
