import { createRateMeter } from '@earmark/progress'
import { formatBar, formatDuration, type ProgressPart } from '@earmark/terminal'
import type { FileCount, UploadEvent } from '@earmark/upload'
import { formatBytes } from '../output/format-bytes.js'

export type UploadSoFar = {
  uploaded: number
  skipped: number
  failed: number
  /** Of what was uploaded. */
  bytes: number
}

const BAR_WIDTH = 20

/** Keeps what an upload has done, and describes it against what there is to do. */
export function createUploadMeter(now: () => number = Date.now) {
  const seen: UploadSoFar = { uploaded: 0, skipped: 0, failed: 0, bytes: 0 }
  const meter = createRateMeter()
  let ended = 0
  meter.add(0, now())
  return {
    seen,
    add(event: UploadEvent): void {
      seen[event.type] += 1
      if (event.type === 'uploaded') seen.bytes += event.size
      ended += event.size
      meter.add(ended, now())
    },
    /** @param total null while it is being counted */
    describe(found: FileCount, total: FileCount | null): ProgressPart[] {
      const done = seen.uploaded + seen.skipped + seen.failed
      const share = total === null || total.bytes === 0 ? null : Math.min(1, ended / total.bytes)
      const perSecond = meter.perSecond()
      const count = (n: number) => n.toLocaleString('en')
      return [
        ...(share === null
          ? []
          : [
              { text: formatBar(share, BAR_WIDTH), weight: 1 },
              { text: `${Math.floor(share * 100)} %`, weight: 9, gap: ' ' },
            ]),
        {
          text: `${count(done)} of ${count(found.files)}${total === null ? ' found so far' : ''}`,
          weight: 8,
        },
        { text: formatBytes(seen.bytes), weight: 3 },
        ...(seen.skipped > 0 ? [{ text: `unchanged ${count(seen.skipped)}`, weight: 2 }] : []),
        ...(seen.failed > 0 ? [{ text: `failed ${count(seen.failed)}`, weight: 5 }] : []),
        ...(perSecond ? [{ text: `${formatBytes(perSecond)}/s`, weight: 4 }] : []),
        ...(perSecond && total
          ? [{ text: `${formatDuration((total.bytes - ended) / perSecond)} left`, weight: 7 }]
          : []),
      ]
    },
  }
}
