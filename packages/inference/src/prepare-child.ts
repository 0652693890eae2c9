/** Prepares a model's audio tower and ends; its only argument is the work as JSON, its only output why the graph is not fit for it. */
import type { ClapModel } from '@earmark/core'
import { prepareAudioTower, UnfitGraph } from '@earmark/core/prepare'

const { model, target } = JSON.parse(process.argv[2] ?? '') as { model: ClapModel; target: string }
try {
  await prepareAudioTower(model, target)
} catch (error) {
  if (!(error instanceof UnfitGraph)) throw error
  process.stdout.write(error.message)
}
