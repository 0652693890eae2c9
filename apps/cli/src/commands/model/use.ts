import { useModel, useNoModel } from '@earmark/models'
import { cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import {
  type ChoiceOptions,
  dtypeOption,
  embeddedModelName,
  isEmbeddedModel,
  modelChoice,
} from '../../options/model-options.js'

export function addModelUseCommand(model: Command, context: Context): void {
  model
    .command('use')
    .description('choose the model that npm start, the API, the worker and classify take')
    .argument(
      '<name>',
      `a model that has been pulled, or ${embeddedModelName}, which comes with Earmark`,
    )
    .addOption(dtypeOption('where it is here in several precisions'))
    .action((name: string, options: ChoiceOptions) => chooseModel(context, name, options))
}

/** Says too what stands in the way of the choice. */
export async function chooseModel(
  { readConfig, stdout, stderr }: Context,
  name: string,
  options: ChoiceOptions,
): Promise<void> {
  const config = await readConfig()
  if (isEmbeddedModel(name)) {
    await useNoModel({ home: config.modelsDir })
    await writeText(stdout, `${embeddedModelName} is in use, the model that comes with Earmark.\n`)
  } else {
    const model = await useModel(modelChoice(config, name, options))
    await writeText(stdout, `${cleanText(model.name)} (${model.dtype}) is in use.\n`)
  }
  if (config.namedModelDir !== undefined) {
    const dir = cleanText(config.namedModelDir)
    stderr.write(`EARMARK_MODEL is set, which goes before: ${dir} is taken where it stays so.\n`)
  }
  stderr.write(
    'An API or a worker that runs takes it at its next start. What other models have heard stays, told apart by model.\n',
  )
}
