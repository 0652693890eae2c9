import type { ModelComparison } from '@earmark/client'
import { cleanJson, cleanText, formatTable, type Style, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { parseReference } from '../../options/label-set-options.js'
import { numberOption } from '../../options/parse-options.js'

type Options = { labelSet: string; limit?: number; json?: true }

export function addModelCompareCommand(model: Command, context: Context): void {
  model
    .command('compare')
    .description('say where two models that have heard the same objects agree, and where not')
    .argument('<a>', 'name, name@revision or number')
    .argument('<b>', 'the other one')
    .requiredOption('--label-set <name>', 'what both have scored, name or name@version')
    .option(
      '--limit <n>',
      'objects that moved most (default: 20)',
      numberOption({ min: 1, max: 1000, isWhole: true }),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample: npx earmark model compare clap-mini laion/clap-htsat-unfused --label-set sounds',
    )
    .action((a: string, b: string, options: Options) => compare(context, { a, b, ...options }))
}

async function compare(
  { openApi, stdout, signal, style }: Context,
  { a, b, labelSet, limit, json }: Options & { a: string; b: string },
): Promise<void> {
  const { name, version } = parseReference(labelSet)
  const api = await openApi()
  const comparison = await api.compareModels(
    {
      ...{ a, b, labelSet: name },
      ...(version !== undefined && { labelSetVersion: version }),
      ...(limit !== undefined && { limit }),
    },
    { signal },
  )
  await writeText(
    stdout,
    json ? `${cleanJson(comparison, 2)}\n` : formatComparison(comparison, style),
  )
}

function formatComparison(comparison: ModelComparison, style: Style): string {
  const { a, b, labelSet, objects, agreed, meanMoved, moved } = comparison
  const set = cleanText(`${labelSet.name}@${labelSet.version}`)
  if (objects === 0) {
    return `There is no object that both have heard with the same windows and scored under ${set}.\n`
  }
  const share = `${agreed.toLocaleString('en')} of ${objects.toLocaleString('en')}`
  const table = formatTable(
    [
      { title: 'moved', align: 'right' },
      { title: a.name, maxWidth: 40 },
      { title: b.name, maxWidth: 40 },
      { title: 'object', isPath: true },
    ],
    moved.map((one) => [
      one.moved.toFixed(2),
      formatWinner(one.a),
      formatWinner(one.b),
      `s3://${one.bucket}/${one.key}`,
    ]),
    style,
  )
  return `Under ${set} they agree on ${share} objects (${((agreed / objects) * 100).toFixed(1)} %); the probabilities moved by ${meanMoved.toFixed(2)} on average, of 1.\n\n${table}`
}

function formatWinner({ label, probability }: { label: string; probability: number }): string {
  return `${label} ${(probability * 100).toFixed(0)} %`
}
