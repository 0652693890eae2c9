import { resolve } from 'node:path'
import { packModel, removeModel, verifyModel } from '@earmark/models'
import { cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import {
  type ChoiceOptions,
  dtypeOption,
  embeddedModelName,
  isEmbeddedModel,
  modelChoice,
} from '../../options/model-options.js'
import { formatBytes } from '../../output/format-bytes.js'

/** verify, pack and rm. */
export function addModelKeepingCommands(model: Command, context: Context): void {
  const { readConfig, stdout } = context
  const choose = async (name: string, options: ChoiceOptions) =>
    modelChoice(await readConfig(), name, options)
  const several = () => dtypeOption('where it is here in several precisions')

  model
    .command('verify')
    .description('read every byte of a model and compare it with what was pulled and published')
    .argument('<name>')
    .addOption(several())
    .action(async (name: string, options: ChoiceOptions) => {
      const { files, bytes, ...verified } = await verifyModel(await choose(name, options))
      const facts = `${verified.name} (${verified.dtype}): ${files.length} files, ${formatBytes(bytes)}`
      await writeText(stdout, `${cleanText(facts)}, each as it was published.\n`)
    })

  model
    .command('pack')
    .description('write a model into one file, for machines without a network')
    .argument('<name>')
    .argument('<file>', 'a .tar, which model pull NAME --from takes there')
    .addOption(several())
    .action(async (name: string, path: string, options: ChoiceOptions) => {
      const file = resolve(context.cwd, path)
      const packed = await packModel({ ...(await choose(name, options)), file })
      const size = formatBytes(packed.packedBytes)
      await writeText(
        stdout,
        `${cleanText(`${packed.name} (${packed.dtype}), ${size}: ${file}`)}\n`,
      )
    })

  model
    .command('rm')
    .description('delete a model')
    .argument('<name>')
    .addOption(several())
    .action(async (name: string, options: ChoiceOptions) => {
      if (isEmbeddedModel(name)) {
        throw new UsageError(`${embeddedModelName} comes with Earmark and stays.`)
      }
      const removed = await removeModel(await choose(name, options))
      const after = removed.isCurrent ? ` ${embeddedModelName} is in use now.` : ''
      await writeText(stdout, `${cleanText(removed.name)} (${removed.dtype}) is deleted.${after}\n`)
    })
}
