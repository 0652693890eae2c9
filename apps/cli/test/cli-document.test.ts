import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../src/create-program.js'

/** Wide enough for sentences, narrow enough for a page beside its list of contents. */
const COLUMNS = 96

/** What `--help` prints, whatever the width of the terminal that runs the tests. */
function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({
    writeOut: (text) => {
      help += text
    },
    getOutHelpWidth: () => COLUMNS,
  })
  command.outputHelp()
  return help.trimEnd()
}

const block = (help: string) => ['```text', help, '```', '']

function sectionsOf(command: Command, parents: string, level: number): string[] {
  const name = `${parents} ${command.name()}`
  return [
    `${'#'.repeat(level)} ${name}`,
    '',
    ...block(helpOf(command)),
    ...command.commands.flatMap((child) => sectionsOf(child, name, level + 1)),
  ]
}

test('docs/cli.md says what --help says', async () => {
  const program = await createProgram(
    { stdout: new PassThrough(), stderr: new PassThrough() },
    null,
  )
  const document = [
    '# The command line',
    '',
    'What `npx earmark <command> --help` prints, for every command. `npm run cli-docs` writes this page.',
    '',
    ...block(helpOf(program)),
    ...program.commands.flatMap((command) => sectionsOf(command, 'earmark', 2)),
  ]
  await expect(document.join('\n')).toMatchFileSnapshot('../../../docs/cli.md')
})
