import type { Batch } from '@earmark/client'
import { cleanJson, cleanText, formatDuration, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { describeSource } from '../../output/describe-source.js'
import { formatBytes } from '../../output/format-bytes.js'

const RECENT = 100
const SHOWN = 10
/** Batches that have come to rest. */
const over = new Set<Batch['state']>([
  'completed',
  'completed_with_failures',
  'cancelled',
  'failed',
])

export function addStatusCommand(program: Command, context: Context): void {
  program
    .command('status')
    .description('the archive, the workers and what runs, in one screen')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) => showStatus(context, options))
}

async function showStatus(context: Context, { json }: { json?: true }): Promise<void> {
  const { openApi, apiUrl, stdout, style, signal } = context
  const api = await openApi()
  const [{ checks, workers: said }, stats, { items }] = await Promise.all([
    api.getReadiness({}, { signal }),
    api.getStats({}, { signal }),
    api.listBatches({ limit: RECENT }, { signal }),
  ])
  const batches = items.filter(({ state }) => !over.has(state))
  if (json) {
    const status = { url: await apiUrl(), checks, ...stats, batches }
    return writeText(stdout, `${cleanJson(status, 2)}\n`)
  }
  const down = Object.entries(checks).flatMap(([part, state]) => (state === 'down' ? [part] : []))
  const about = stats.isEstimate ? 'about ' : ''
  const number = (value: number) => value.toLocaleString('en')
  const failed = stats.failures.map(({ code, objects }) => `${number(objects)} ${code}`).join(', ')
  const rows = [
    ['API', `${await apiUrl()}${down.length === 0 ? '' : style.red(`  down: ${down.join(', ')}`)}`],
    [
      'Archive',
      `${about}${number(stats.objects)} objects, ${formatDuration(stats.audioS)} of sound, ${number(stats.windows)} windows, ${formatBytes(stats.bytes)}`,
    ],
    ['Workers', describeWorkers(stats.workers, said.unable, style)],
    ['Failed', failed === '' ? 'nothing lately' : failed],
    ['Batches', batches.length === 0 ? 'none runs' : `${stats.running} at work`],
  ] as const
  const lines = [
    ...rows.map(([name, text]) => `${name.padEnd(10)}${text}`),
    ...batches.slice(0, SHOWN).map(describeBatch),
    ...(batches.length > SHOWN ? ['  … npx earmark batch ls lists all'] : []),
  ]
  await writeText(stdout, `${lines.join('\n')}\n`)
}

function describeWorkers(
  { alive, models }: { alive: number; models: string[] },
  unable: number,
  style: Context['style'],
): string {
  const cannot = unable > 0 ? style.red(`${alive > 0 ? ', ' : ''}${unable} cannot work`) : ''
  if (alive > 0) return `${alive} at work, with ${models.map(cleanText).join(', ')}${cannot}`
  return cannot || style.yellow('none; npx earmark doctor says what to do')
}

function describeBatch({ id, name, state, counts, source }: Batch): string {
  const settled = counts.done + counts.failed + counts.skipped
  const share = counts.found === 0 ? '' : `${Math.floor((100 * settled) / counts.found)} %`
  const failed = counts.failed > 0 ? `, ${counts.failed.toLocaleString('en')} failed` : ''
  const what = name ?? describeSource(source)
  return `  ${String(id).padStart(6)}  ${state.padEnd(10)} ${share.padStart(5)} of ${counts.found.toLocaleString('en')}${failed}  ${cleanText(what)}`
}
