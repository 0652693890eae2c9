import { readModel } from '@earmark/core'
import { type Preparation, prepareModel } from '@earmark/inference'
import { type PullProgress, pullModel } from '@earmark/models'
import { cleanText, createProgress, formatBar, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { type ChoiceOptions, dtypeOption, modelChoice } from '../../options/model-options.js'
import { numberOption } from '../../options/parse-options.js'
import { formatBytes } from '../../output/format-bytes.js'
import { chooseModel } from './use.js'

type PullOptions = ChoiceOptions & {
  revision?: string
  from?: string
  logitScale?: number
  use?: true
}

export function addModelPullCommand(model: Command, context: Context): void {
  model
    .command('pull')
    .description('fetch a model, check every byte of it, and put it into place in one step')
    .argument('<name>', 'on the hub: owner/name, such as laion/clap-htsat-unfused')
    .addOption(dtypeOption('precision (default: fp32; from a folder or a tar what that holds)'))
    .option(
      '--revision <name>',
      'a branch, tag or commit (default: the one pulled before, or main)',
    )
    .option('--from <place>', 'the address of a mirror, a model folder, or a .tar of model pack')
    .option(
      '--logit-scale <number>',
      "a CLAP's logit_scale_a, where its checkpoint cannot be read",
      numberOption({ min: -10, max: 10 }),
    )
    .option('--use', 'use it from now on')
    .addHelpText(
      'after',
      `
A pull that was interrupted goes on where it stopped when it is called again. HF_ENDPOINT names another hub, HF_TOKEN
opens gated models, HTTPS_PROXY and NO_PROXY say how to get there.`,
    )
    .action((name: string, options: PullOptions) => pull(context, name, options))
}

async function pull(context: Context, name: string, options: PullOptions): Promise<void> {
  const { readConfig, stdout, stderr, signal } = context
  const config = await readConfig()
  const progress = createProgress(stderr)
  const { revision, from, logitScale } = options
  try {
    const model = await pullModel({
      ...modelChoice(config, name, options),
      revision,
      from,
      logitScaleA: logitScale,
      hub: config.hub,
      signal,
      onProgress: (state) => progress.show(formatPull(state)),
    })
    const { dtype, bytes, dir, license, wasThere } = model
    progress.show('Preparing its audio tower for this program.')
    const preparation = await prepareModel(await readModel(dir, { dtype }))
    progress.clear()
    const facts = `${model.name} (${dtype}, ${formatBytes(bytes)}${license ? `, licence ${license}` : ''})`
    const verb = wasThere ? 'is there already and whole' : 'was fetched and checked'
    await writeText(stdout, `${cleanText(`${facts} ${verb}: ${dir}`)}\n`)
    if (preparation) await writeText(stdout, `${cleanText(describePreparation(preparation))}\n`)
    if (options.use) return await chooseModel(context, model.name, { dtype })
    if (dir !== config.modelDir) {
      await writeText(stdout, `Use it with: npx earmark model use ${cleanText(model.name)}\n`)
    }
  } finally {
    progress.clear()
  }
}

function describePreparation(preparation: Preparation): string {
  if (preparation.type === 'prepared') return `Its audio tower is prepared: ${preparation.file}`
  return `Its audio tower is used as it comes, which is slower: ${preparation.reason}`
}

const BAR_WIDTH = 24

function formatPull({ phase, file, receivedBytes, totalBytes }: PullProgress): string {
  if (phase === 'waiting') return 'Waiting for another process that pulls this model.'
  const name = cleanText(file)
  if (totalBytes === 0) return `${formatBytes(receivedBytes)}  ${name}`
  const share = receivedBytes / totalBytes
  const percent = `${Math.floor(share * 100)} %`.padStart(5)
  const verb = phase === 'checking' ? 'checking ' : ''
  return `${formatBar(share, BAR_WIDTH)} ${percent} of ${formatBytes(totalBytes)}  ${verb}${name}`
}
