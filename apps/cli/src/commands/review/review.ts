import type { ReviewQuery } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { filterByLabelSet } from '../../options/label-set-options.js'
import { idOption, numberOption } from '../../options/parse-options.js'
import {
  addRecordingOptions,
  type RecordingOptions,
  readRecordingOptions,
} from '../../options/recording-options.js'
import { listMoments } from './list-moments.js'
import { reviewMoments } from './review-moments.js'

type Options = RecordingOptions & {
  labelSet: string
  label: string
  strategy?: NonNullable<ReviewQuery['strategy']>
  threshold?: number
  answeredByOthers?: true
  prefix?: string
  batch?: number
  seed?: number
  limit?: number
  model?: string
  list?: true
  json?: true
}

export function addReviewCommand(program: Command, context: Context): void {
  const command = program
    .command('review')
    .description('listen to moments of a label, and say with a key whether it is right')
    .requiredOption('--label-set <name>', "the label's set: name or name@version")
    .requiredOption('--label <label>', "the label's exact words")
    .addOption(
      new Option('--strategy <which>', 'which moments first (default: uncertain)').choices([
        'likely',
        'uncertain',
        'random',
        'spread',
        'diverse',
      ]),
    )
    .option(
      '--threshold <p>',
      'with uncertain: what moments lie around, 0 to 1',
      numberOption({ min: 0, max: 1 }),
    )
    .option('--answered-by-others', 'moments that others have answered and you have not')
    .option('--prefix <s3-url>', 'only under s3://bucket/prefix')
    .option('--batch <id>', 'only in what this batch tagged', idOption)
  addRecordingOptions(command)
    .option(
      '--seed <n>',
      'look at other windows (default: 0)',
      numberOption({ min: 0, max: 2_147_483_647, isWhole: true }),
    )
    .option(
      '--limit <n>',
      'of a list: how many moments (default: 20)',
      numberOption({ min: 1, max: 100, isWhole: true }),
    )
    .option('--model <name>', 'in what this model heard, name or name@revision')
    .option('--list', 'list the moments and ask nothing, as where there is no terminal')
    .option('--json', 'list them as JSON')
    .addHelpText(
      'after',
      '\nKeys: y right, n wrong, u unsure, z take back the last answer, space play again, q quit.\nEach moment is played by ffplay, a part of ffmpeg, where that is installed, and its page is named.\nExample: npx earmark review --label-set weather --label rain --strategy random',
    )
    .action((options: Options) => review(context, options))
}

async function review(context: Context, options: Options): Promise<void> {
  const query = toQuery(options)
  const { stdin, stdout } = context
  const isAsking = !options.json && !options.list && 'isTTY' in stdin && stdin.isTTY
  return isAsking && stdout.isTTY
    ? reviewMoments(context, query)
    : listMoments(context, query, options)
}

function toQuery(options: Options): ReviewQuery {
  const { label, strategy, threshold, prefix, batch, seed, limit, model } = options
  if (prefix !== undefined) parseS3Url(prefix)
  const { labelSet = '', labelSetVersion } = filterByLabelSet(options.labelSet)
  return {
    labelSet,
    label,
    ...(labelSetVersion !== undefined && { labelSetVersion }),
    ...(strategy !== undefined && { strategy }),
    ...(threshold !== undefined && { threshold }),
    ...(options.answeredByOthers && { answered: 'others' }),
    ...(prefix !== undefined && { prefix }),
    ...(batch !== undefined && { batch }),
    ...readRecordingOptions(options),
    ...(seed !== undefined && { seed }),
    ...(limit !== undefined && { limit }),
    ...(model !== undefined && { model }),
  }
}
