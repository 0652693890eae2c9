import { defaultModelDir } from '@earmark/config'
import { readModel } from '@earmark/core'
import { type InstalledModel, knownModels, listModels } from '@earmark/models'
import {
  type Cell,
  type Column,
  cleanJson,
  cleanText,
  formatTable,
  writeText,
} from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { formatBytes } from '../../output/format-bytes.js'

type ListedModel = Omit<InstalledModel, 'isCurrent' | 'bytes'> & {
  bytes: number | null
  /** The one that programs take where no other is asked for. */
  isUsed: boolean
}

export function addModelListCommand(model: Command, context: Context): void {
  model
    .command('list')
    .alias('ls')
    .description('list the models that are here, and those that are known by name')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) => listAll(context, options))
}

async function listAll(context: Context, { json }: { json?: true }): Promise<void> {
  const { readConfig, stdout, style } = context
  const config = await readConfig()
  const pulled = (await listModels({ home: config.modelsDir })).map(
    ({ isCurrent: _, ...model }): ListedModel => ({
      ...model,
      isUsed: model.dir === config.modelDir,
    }),
  )
  const models = [await describeEmbedded(config.modelDir), ...pulled]
  const missing = knownModels.filter(({ name }) => pulled.every((model) => model.name !== name))
  if (json) {
    const known = missing.map(({ name, license }) => ({ name, license }))
    return writeText(stdout, `${cleanJson({ models, notPulled: known }, 2)}\n`)
  }
  const columns: Column[] = [
    { title: '' },
    { title: 'model' },
    { title: 'kind' },
    { title: 'precision' },
    { title: 'size', align: 'right' },
    { title: 'licence' },
    { title: 'revision' },
  ]
  const rows = models.map((model): Cell[] => [
    model.isUsed ? { text: '*', paint: style.green } : '',
    model.name,
    model.problem === undefined ? (model.kind ?? '') : { text: 'damaged', paint: style.red },
    model.dtype,
    model.bytes === null ? '' : formatBytes(model.bytes),
    model.license ?? '',
    model.revision.slice(0, 16),
  ])
  await writeText(stdout, formatTable(columns, rows, style))
  for (const { name, problem } of models) {
    if (problem !== undefined) await writeText(stdout, `${cleanText(`${name}: ${problem}`)}\n`)
  }
  if (models.every((model) => !model.isUsed)) {
    await writeText(stdout, `* is the folder ${cleanText(config.modelDir)}, of EARMARK_MODEL.\n`)
  }
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ')
    await writeText(
      stdout,
      `${style.dim(`Known, not pulled: ${names}. npx earmark model pull NAME fetches one.`)}\n`,
    )
  }
}

async function describeEmbedded(usedDir: string): Promise<ListedModel> {
  const { name, kind, dtype, revision, license } = await readModel(defaultModelDir)
  const facts = { name, kind, dtype, revision, dir: defaultModelDir, bytes: null }
  return { ...facts, ...(license ? { license } : {}), isUsed: usedDir === defaultModelDir }
}
