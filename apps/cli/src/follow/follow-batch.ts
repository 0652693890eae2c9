import { type ApiClient, type Batch, isFinished } from '@earmark/client'
import { countHeard } from '@earmark/progress'
import { createStyle, describeBatchProgress, formatTable, type Style } from '@earmark/terminal'
import type { Context } from '../context.js'
import { type ExitCode, exitCodes } from '../errors/exit-codes.js'
import { describeLeftOut } from './describe-left-out.js'
import { followWork } from './follow-work.js'

const SHOWN_FAILURES = 10

/** Shows a batch's progress on stderr until it is finished, then what failed, and sets the exit code. */
export async function followBatch(
  context: Pick<Context, 'stderr' | 'signal' | 'setExitCode'>,
  { api, id }: { api: ApiClient; id: number },
): Promise<Batch> {
  const { stderr, signal } = context
  const batch = await followWork<Batch>(context, {
    name: `Batch ${id}`,
    command: `batch watch ${id}`,
    read: () => api.getBatch({ id }, { signal }),
    isFinished,
    countEnded: countHeard,
    format: describeBatchProgress,
  })
  if (batch.state === 'completed' && batch.counts.found === 0) {
    stderr.write('There was nothing to tag.\n')
  }
  const leftOut = describeLeftOut(batch.counts.leftOut)
  if (leftOut !== null) stderr.write(`${leftOut}\n`)
  if (batch.counts.failed > 0) {
    stderr.write(await describeFailures(api, batch, createStyle(false, stderr)))
  }
  context.setExitCode(exitCodeOf(batch))
  return batch
}

/** 0 where every object has its tags, 3 where some failed, 1 where the batch did not get through. */
export function exitCodeOf(batch: Pick<Batch, 'state' | 'counts'>): ExitCode {
  if (batch.state === 'failed' || batch.state === 'cancelled') return exitCodes.error
  return batch.counts.failed > 0 ? exitCodes.someFailed : exitCodes.done
}

async function describeFailures(api: ApiClient, batch: Batch, style: Style): Promise<string> {
  const { items } = await api.listItems({
    id: batch.id,
    state: 'failed',
    limit: SHOWN_FAILURES,
  })
  const table = formatTable(
    [
      { title: 'failed', maxWidth: 60, isPath: true },
      { title: 'code' },
      { title: 'why', isText: true },
    ],
    items.map(({ bucket, key, code, message }) => [
      `s3://${bucket}/${key}`,
      code ?? '',
      message ?? '',
    ]),
    style,
  )
  const more = batch.counts.failed - items.length
  return `\n${table}${more > 0 ? `… and ${more.toLocaleString('en')} more: npx earmark batch items ${batch.id} --state failed\n` : ''}`
}
