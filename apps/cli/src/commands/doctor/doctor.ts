import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { exitCodes } from '../../errors/exit-codes.js'
import { findApi } from './find-api.js'
import { findDatabase } from './find-database.js'
import { findMachine } from './find-machine.js'
import type { Finding } from './finding.js'

export function addDoctorCommand(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('look whether all is there that Earmark needs, and say how to mend what is not')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nEnds with exit code 1 where something is wrong.')
    .action((options: { json?: true }) => examine(context, options))
}

async function examine(context: Context, { json }: { json?: true }): Promise<void> {
  const looks = [findApi, findDatabase, findMachine].map((look) => look(context))
  const findings = (await Promise.all(looks)).flat()
  const wrong = findings.filter(({ state }) => state === 'wrong')
  if (wrong.length > 0) context.setExitCode(exitCodes.error)
  if (json) {
    // What to do is of use only where something is to be done.
    const all = findings.map(({ mend, ...one }) => (one.state === 'wrong' ? { ...one, mend } : one))
    return writeText(context.stdout, `${cleanJson(all, 2)}\n`)
  }
  const width = Math.max(...findings.map(({ what }) => what.length))
  const lines = findings.flatMap((finding) => describe(finding, width, context.style))
  const sum =
    wrong.length === 0
      ? 'Nothing is wrong.'
      : `${wrong.length} of ${findings.length} ${wrong.length === 1 ? 'is' : 'are'} wrong.`
  await writeText(context.stdout, `${[...lines, '', sum].join('\n')}\n`)
}

function describe(
  { what, state, says, mend }: Finding,
  width: number,
  style: Context['style'],
): string[] {
  const signs = { right: style.green('✓'), wrong: style.red('✗'), unknown: style.dim('–') }
  const line = `${signs[state]} ${what.padEnd(width)}  ${cleanText(says)}`
  return state === 'wrong' && mend ? [line, `  ${' '.repeat(width)}  ${style.dim(mend)}`] : [line]
}
