// npm run bench:tower: how many windows the bare audio tower embeds in a second of one core's time: as it comes and prepared,
// in fp32 and, where the model has that, int8. Ends with one line of JSON.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultModelDir } from '@earmark/config'
import { type Dtype, reasonOf } from '@earmark/core'
import { prepareAudioTower } from '@earmark/core/prepare'
import { runBench } from '../apps/run-bench.js'
import { median, round } from '../measure.js'
import { openSession } from '../speed/open-bare-session.js'
import { readClap, prepareModel as repairModel } from '../speed/prepare-model.js'

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: defaultModelDir },
    rounds: { type: 'string', default: '30' },
  },
})
const WARM_UP = 2

await runBench(async (keep) => {
  const folder = keep(await mkdtemp(join(tmpdir(), 'earmark-tower-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  const { dir } = await repairModel(values.model, folder)
  const files: Record<string, string> = {}
  for (const dtype of ['fp32', 'q8'] as const) Object.assign(files, await filesOf(dtype))
  const medians = await measureInTurns(files, Number(values.rounds))
  const figures = Object.fromEntries(
    Object.entries(medians).map(([name, seconds]) => [`${name}_windows_per_s`, round(1 / seconds)]),
  )
  const ratio = (name: string, to: string) =>
    medians[name] && medians[to] ? round(medians[to] / medians[name], 3) : null
  console.log(
    JSON.stringify({
      ...figures,
      prepared_to_plain: ratio('fp32_prepared', 'fp32'),
      int8_to_fp32: ratio('q8', 'fp32_prepared') ?? ratio('q8', 'fp32'),
    }),
  )

  async function filesOf(dtype: Dtype): Promise<Record<string, string>> {
    const model = await readClap(dir, dtype).catch(() => undefined)
    if (model === undefined) return {}
    const prepared = join(folder, `${dtype}.onnx`)
    try {
      await prepareAudioTower(model, prepared)
    } catch (error) {
      console.error(`${dtype} stays as it comes: ${reasonOf(error)}`)
      return { [dtype]: model.files.audio }
    }
    return { [dtype]: model.files.audio, [`${dtype}_prepared`]: prepared }
  }
})

/** One window of each in turns, so that a machine that slows down slows all. @returns medians, in seconds of the CPU */
async function measureInTurns(
  files: Record<string, string>,
  rounds: number,
): Promise<Record<string, number>> {
  const runs: [string, () => Promise<unknown>, number[]][] = []
  for (const [name, file] of Object.entries(files)) runs.push([name, await openSession(file), []])
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const [, run, seconds] of runs) {
      const begun = process.cpuUsage()
      await run()
      const { user, system } = process.cpuUsage(begun)
      if (round >= 0) seconds.push((user + system) / 1e6)
    }
  }
  return Object.fromEntries(runs.map(([name, , seconds]) => [name, median(seconds)]))
}
