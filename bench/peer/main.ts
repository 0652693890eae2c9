// npm run bench:peer: the whole of Earmark beside transformers.js on the same clips, model and cores. See USAGE.
import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { defaultModelDir } from '@earmark/config'
import { startObjectStorage } from '@earmark/embedded'
import { availableCores } from '@earmark/inference'
import { createObjectStorage } from '@earmark/storage'
import { runBench } from '../apps/run-bench.js'
import { median, round } from '../measure.js'
import { makeArchive } from '../speed/make-archive.js'
import { prepareModel, readClap } from '../speed/prepare-model.js'
import { startDatabase, startSystem } from '../speed/start-system.js'

const USAGE = `Compares Earmark with transformers.js, both warm, in turns, texts encoded once.

  npm run bench:peer -- [--model DIR] [--clips 24,400] [--labels 10,50] [--repeats 3]

Earmark: from the batch's creation to its end, with S3, decoding, Postgres and all. transformers.js: from decoded
samples to probabilities. A ratio above 1 says that Earmark was faster.`

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: defaultModelDir },
    clips: { type: 'string', default: '24,400' },
    labels: { type: 'string', default: '10,50' },
    repeats: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
})
const clipCounts = values.clips.split(',').map(Number)
const labelCounts = values.labels.split(',').map(Number)
const BUCKET = 'peer'

if (values.help) console.log(USAGE)
else await runBench(compare)

async function compare(keep: Parameters<Parameters<typeof runBench>[0]>[0]): Promise<void> {
  const folder = keep(await mkdtemp(join(tmpdir(), 'earmark-peer-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  const s3 = keep(await startObjectStorage({ dataDir: join(folder, 's3') }), (it) => it.stop())
  const database = keep(await startDatabase(folder), (it) => it.close())
  const storage = keep(createObjectStorage(s3), (it) => it.close())
  const { dir } = await prepareModel(values.model, folder)
  const { dtype, logitScale, sampleRate } = await readClap(dir)
  const decoded = new Map<number, string[]>()
  for (const short of clipCounts) {
    const archive = join(folder, String(short))
    const counts = { short, long: 0 }
    await makeArchive(storage, archive, `${BUCKET}-${short}`, counts, { keepsFiles: true })
    decoded.set(short, await decodeClips(join(archive, 'short'), sampleRate))
  }
  const servers = { database, s3, workers: 1, processes: availableCores() }
  const system = keep(await startSystem({ ...servers, modelDir: dir, dtype }), (it) => it.stop())
  const peer = keep(await startPeer(dir, logitScale), (it) => it.stop())
  const figures: Record<string, number> = {}
  for (const clips of clipCounts) {
    for (const count of labelCounts) {
      const labels = Array.from({ length: count }, (_, i) => `sound number ${i}`)
      const prefix = `s3://${BUCKET}-${clips}/short/`
      await system.tag(`s3://${BUCKET}-${clips}/first/`, labels)
      const ratios: number[] = []
      for (let i = 0; i < Number(values.repeats); i += 1) {
        const own = (await system.tag(prefix, labels)).seconds
        const others = await peer.tag(decoded.get(clips) ?? [], labels)
        ratios.push(others / own)
        console.error(
          `${clips} clips, ${count} labels: ${own.toFixed(2)} s, peer ${others.toFixed(2)} s`,
        )
      }
      figures[`${clips}_clips_${count}_labels`] = round(median(ratios))
    }
  }
  console.log(JSON.stringify({ model: basename(values.model), ...figures }))
}

/** As transformers.js takes them: mono samples at the model's rate. @returns files of float32 */
async function decodeClips(folder: string, sampleRate: number): Promise<string[]> {
  const clips = (await readdir(folder)).filter((name) => name.endsWith('.ogg')).sort()
  const files: string[] = []
  for (const clip of clips) {
    const file = join(folder, `${clip}.f32`)
    const output = ['-ac', '1', '-ar', String(sampleRate), '-f', 'f32le', file]
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', join(folder, clip), ...output])
    files.push(file)
  }
  return files
}

interface Peer {
  /** @returns seconds */
  tag: (files: readonly string[], labels: readonly string[]) => Promise<number>
  stop: () => void
}

async function startPeer(dir: string, logitScale: number): Promise<Peer> {
  const entry = fileURLToPath(new URL('./peer-child.mjs', import.meta.url))
  const child = fork(entry, [dir, String(logitScale)], { execArgv: [] })
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process of transformers.js ended')
  })
  ended.catch(() => {})
  const answer = async () =>
    (await Promise.race([once(child, 'message'), ended])) as [{ seconds: number }]
  await answer()
  return {
    async tag(files, labels) {
      child.send({ files, labels })
      const [{ seconds }] = await answer()
      return seconds
    },
    stop: () => child.kill(),
  }
}
