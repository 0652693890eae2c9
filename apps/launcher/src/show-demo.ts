import { join } from 'node:path'
import { readModel } from '@earmark/core'
import { createObjectStorage, parseS3Url } from '@earmark/storage'
import { cleanText, createProgress, describeBatchProgress, type Style } from '@earmark/terminal'
import type { LauncherConfig } from './config.js'
import { readTruth } from './demo-label-sets.js'
import { formatDemoReport, formatSceneReport } from './format-demo-report.js'
import type { Launched } from './launch.js'
import { readTopLabels, readWindowLabels } from './read-demo-results.js'
import { tagDemo, uploadDemo } from './tag-demo.js'

/**
 * The demo archive's whole way: into S3, tagged with two label sets in one batch, and out of Postgres as a table.
 *
 * @returns whether every object got its tags
 */
export async function showDemo(
  config: LauncherConfig,
  launched: Launched,
  { say, style, signal }: { say: (line: string) => void; style: Style; signal: AbortSignal },
): Promise<boolean> {
  const { repositoryRoot, demoUrl } = config
  const folder = join(repositoryRoot, 'demo')
  const storage = createObjectStorage(launched.servers.s3)
  try {
    const { uploaded, skipped, failed } = await uploadDemo({ storage }, { folder, demoUrl, signal })
    say(`Demo archive at ${demoUrl}: ${uploaded} uploaded, ${skipped} were there.`)
    if (failed > 0) say(`${failed} files could not be uploaded.`)
  } finally {
    storage.close()
  }
  const model = await readModel(config.modelDir)
  const hasOwnLabels = model.kind === 'classifier'
  const progress = createProgress(process.stderr)
  const batch = await tagDemo(launched, {
    repositoryRoot,
    demoUrl,
    hasOwnLabels,
    signal,
    onProgress: (state, perSecond) => progress.show(describeBatchProgress(state, perSecond)),
  }).finally(progress.clear)
  const { counts } = batch
  say(
    `Batch ${batch.id} ${batch.state}: ${counts.done} heard, ${counts.skipped} heard before, ${counts.failed} failed.`,
  )
  if (batch.reason) say(cleanText(batch.reason))

  if (hasOwnLabels) {
    say(`${cleanText(model.name)} has labels of its own: npx earmark results shows them.`)
    return batch.state === 'completed'
  }
  const truth = await readTruth(folder)
  const { key } = parseS3Url(demoUrl)
  const keyPrefix = key === '' || key.endsWith('/') ? key : `${key}/`
  const [sounds, kinds] = batch.labelSets
  const labelSetIds: [number, number] = [sounds!.id, kinds!.id]
  const topLabels = await readTopLabels(launched.database, batch)
  say(`\n${formatDemoReport({ truth, keyPrefix, topLabels, labelSetIds }, style).text}`)
  for (const path of Object.keys(truth).filter((name) => truth[name]!.length > 1)) {
    const windows = await readWindowLabels(launched.database, {
      batchId: batch.id,
      key: keyPrefix + path,
      labelSetId: labelSetIds[0],
    })
    say(formatSceneReport({ path, truth, windows }, style))
  }
  return batch.state === 'completed'
}
