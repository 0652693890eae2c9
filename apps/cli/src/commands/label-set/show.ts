import type { LabelSet } from '@earmark/client'
import { cleanJson, cleanText, formatTable, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { findLabelSet } from './find-label-set.js'

export function addLabelSetShowCommand(labelSet: Command, context: Context): void {
  labelSet
    .command('show')
    .description('show a label set with its labels and prompts')
    .argument('<label-set>', 'name, name@version or number')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark label-set show sounds@2')
    .action((reference: string, options: { json?: true }) =>
      showLabelSet(context, reference, options),
    )
}

async function showLabelSet(
  context: Context,
  reference: string,
  { json }: { json?: true },
): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  const { id } = await findLabelSet(api, reference, signal)
  const set = await api.getLabelSet({ id }, { signal })
  if (json) return writeText(stdout, `${cleanJson(set, 2)}\n`)
  const scoring = set.scoring === 'presence' ? ', each label a presence of its own' : ''
  const title = style.bold(`Label set ${id} ${cleanText(`${set.name}@${set.version}`)}${scoring}`)
  await writeText(stdout, `${title}\n${formatLabels(set, style)}`)
}

function formatLabels({ labels }: LabelSet, style: Context['style']): string {
  return formatTable(
    [
      { title: 'label', maxWidth: 40 },
      { title: 'is asked as', maxWidth: 100 },
    ],
    labels.map(({ name, prompts, isBackground, isByExample, examples }) => [
      isBackground ? `${name} (background)` : name,
      [prompts.join(' | '), isByExample ? `${examples?.length ?? 0} examples` : '']
        .filter((part) => part !== '')
        .join(', and '),
    ]),
    style,
  )
}
