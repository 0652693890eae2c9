import type { Growth } from './measure-growth.js'
import { cpuBesideModel, type Measured, percent } from './measure-model.js'

export type Report = {
  machine: string
  database: string
  model: string
  notes: string[]
  /** By dtype; the first is the model as it is by default. */
  measured: Record<string, Measured>
  growth: Growth | null
  profile: string[]
}

export function formatReport(report: Report): string {
  const dtypes = Object.keys(report.measured)
  const row = (name: string, of: (measured: Measured) => string | number) =>
    `| ${name} | ${dtypes.map((dtype) => of(report.measured[dtype] as Measured)).join(' | ')} |`
  const stageRows = (workload: 'long' | 'short') => [
    row('… ffmpeg', ({ stages }) => stages[workload].ffmpeg),
    row("… the worker's Node", ({ stages }) => stages[workload].node),
    row('… features and the rest of the inference processes', ({ stages }) =>
      (stages[workload].inference - stages[workload].bareModel).toFixed(1),
    ),
  ]
  const lines = [
    `# ${report.model}`,
    '',
    `${report.machine}; ${report.database}. Medians of one run; the limit is bare ONNX Runtime in the same run.`,
    ...report.notes.map((note) => `Note: ${note}.`),
    '',
    `| | ${dtypes.join(' | ')} |`,
    `| --- | ${dtypes.map(() => '---:').join(' | ')} |`,
    row('limit, windows/s', ({ figures }) => figures.limit_windows_per_s),
    row('10-minute MP3s, windows/s', ({ figures }) => figures.long_windows_per_s),
    row('… share of the limit', ({ figures }) => percent(figures.long_share)),
    row('5 s OGG clips, clips/s', ({ figures }) => figures.short_clips_per_s),
    row('… share of the limit', ({ figures }) => percent(figures.short_share)),
    row('both mixed, share of the limit', ({ mixedShare }) => percent(mixedShare)),
    row('CPU a window of the bare model, ms', ({ stages }) => stages.long.bareModel),
    row('CPU beside it, a 5 s clip, ms', ({ figures }) => figures.short_cpu_ms_beside_inference),
    ...stageRows('short'),
    row('CPU beside it, a window of an MP3, ms', ({ stages }) => cpuBesideModel(stages.long)),
    ...stageRows('long'),
    row('log-mel of a 10 s window, ms', ({ figures }) => figures.log_mel_ms),
    row('50 labels to 10, throughput', ({ figures }) => figures.labels_50_to_10_ratio),
    row('worker and its processes, MB at most', ({ figures }) => figures.rss_mb_max),
    row('… growth over a run of clips, MB', ({ figures }) => figures.rss_mb_growth),
    '',
  ]
  const { growth } = report
  if (growth) {
    lines.push('| clap-mini, 5 s clips | clips/s | MB |', '| --- | ---: | ---: |')
    for (const { objects, clipsPerS, rssMbMax } of growth.objects)
      lines.push(`| ${objects.toLocaleString('en')} objects | ${clipsPerS} | ${rssMbMax} |`)
    for (const { processes, clipsPerS } of growth.processes)
      lines.push(
        `| ${processes} inference process${processes === 1 ? '' : 'es'} | ${clipsPerS} | |`,
      )
    lines.push(`| 2 workers | ${growth.twoWorkersClipsPerS} | |`, '')
  }
  if (report.profile.length > 0) lines.push('```text', ...report.profile, '```', '')
  return lines.join('\n')
}
