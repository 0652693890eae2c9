import { execFile } from 'node:child_process'
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { readModel } from '@earmark/core'
import { listModels } from '@earmark/models'
import type { Context } from '../../context.js'
import { formatBytes } from '../../output/format-bytes.js'
import { type Finding, find } from './finding.js'

const run = promisify(execFile)
/** Below, a worker that fetches files of many hours stands still. */
const MIN_FREE_BYTES = 2e9

/** What a worker on this machine needs: S3, ffmpeg, a model and room on the disk. */
export async function findMachine(context: Context): Promise<Finding[]> {
  const { openStorage, signal } = context
  const config = await context.readConfig()
  const ffmpeg = config.ffmpegPath ?? 'ffmpeg'
  return await Promise.all([
    find(
      'S3',
      'Set S3_ENDPOINT, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (docs/own-bucket.md).',
      async () => {
        const storage = await openStorage()
        try {
          const buckets = await storage.listBuckets({ signal })
          return `answers, with ${buckets.length} ${buckets.length === 1 ? 'bucket' : 'buckets'}`
        } catch (error) {
          if ((error as { code?: string }).code !== 'ACCESS_DENIED') throw error
          return {
            state: 'unknown',
            says: 'answers, and lets nobody list its buckets with these credentials',
          }
        } finally {
          storage.close()
        }
      },
    ),
    find(
      'ffmpeg',
      'Install it: apt-get install ffmpeg, or brew install ffmpeg; FFMPEG_PATH names another.',
      async () => {
        const { stdout } = await run(ffmpeg, ['-hide_banner', '-version'], { signal })
        return `${/^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'of some version'}`
      },
    ),
    find(
      'Model',
      'npx earmark model pull NAME fetches one; npx earmark model list names them.',
      async () => {
        const { name, dtype } = await readModel(
          config.modelDir,
          config.dtype && { dtype: config.dtype },
        )
        const pulled = await listModels({ home: config.modelsDir })
        const damaged = pulled.find(({ problem }) => problem !== undefined)
        if (damaged === undefined) return `${name}, ${dtype}`
        const mend = `npx earmark model pull ${damaged.name} fetches it again.`
        return { state: 'wrong', says: `${damaged.name}: ${damaged.problem}`, mend }
      },
    ),
    find('Disk', '', async () => {
      const { bavail, bsize } = await statfs(tmpdir())
      const free = bavail * bsize
      const says = `${formatBytes(free)} free in ${tmpdir()}`
      if (free >= MIN_FREE_BYTES) return says
      const mend =
        'Make room there, or set TMPDIR to a folder with more: objects are fetched into it.'
      return { state: 'wrong', says, mend }
    }),
  ])
}
