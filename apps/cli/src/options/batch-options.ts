import type { BatchSettings } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import type { Command } from 'commander'
import type { Context } from '../context.js'
import { UsageError } from '../errors/usage-error.js'
import { keepOption, numberOption, priorityOption } from './parse-options.js'

export type BatchOptions = {
  window?: number
  hop?: number
  priority?: number
  keep?: 'all' | number
  webhook?: string
  reportTo?: string
}

/** The options of how a batch works, whether it is made now or by a watch. */
export function addBatchOptions(command: Command): Command {
  return command
    .option(
      '--window <seconds>',
      "length of a window (default: the model's)",
      numberOption({ min: 0.1 }),
    )
    .option(
      '--hop <seconds>',
      'from one window to the next (default: one window)',
      numberOption({ min: 0.1 }),
    )
    .option('--priority <n>', '1 (last) to 10 (first)', priorityOption)
    .option('--keep <k>', 'scores kept per object: all, or the best k labels', keepOption)
    .option(
      '--webhook <url>',
      'told when a batch has ended; EARMARK_WEBHOOK_SECRET is the key of its signature',
    )
    .option('--report-to <s3-url>', 'where the report is written when a batch has ended')
}

export async function readBatchOptions(
  context: Pick<Context, 'readConfig'>,
  options: BatchOptions,
): Promise<BatchSettings> {
  const { window, hop, priority, keep, webhook, reportTo } = options
  if (reportTo !== undefined) parseS3Url(reportTo)
  return {
    ...(window !== undefined && { windowS: window }),
    ...(hop !== undefined && { hopS: hop }),
    ...(priority !== undefined && { priority }),
    ...(keep !== undefined && { keep }),
    ...(webhook !== undefined && {
      webhook: { url: webhook, secret: await webhookSecret(context) },
    }),
    ...(reportTo !== undefined && { reportTo }),
  }
}

/** From the environment, because a command line can be read by everybody on the machine. */
async function webhookSecret({ readConfig }: Pick<Context, 'readConfig'>): Promise<string> {
  const { webhookSecret: secret } = await readConfig()
  if (secret !== undefined) return secret
  throw new UsageError(
    '--webhook needs EARMARK_WEBHOOK_SECRET: the key that its calls are signed with, 24 bytes or more.',
  )
}
