import { cleanText, formatTable, type Style } from '@earmark/terminal'
import type { Truth } from './demo-label-sets.js'
import type { TopLabel, WindowLabel } from './read-demo-results.js'

export type DemoReport = { text: string; right: number; sounds: number }

/** The result table: each sound with what was heard, against truth.json, and the second label set's answer. */
export function formatDemoReport(
  {
    truth,
    keyPrefix,
    topLabels,
    labelSetIds: [soundsId, kindsId],
  }: {
    truth: Truth
    keyPrefix: string
    topLabels: TopLabel[]
    labelSetIds: [sounds: number, kinds: number]
  },
  style: Style,
): DemoReport {
  const tops = new Map(topLabels.map((top) => [`${top.labelSetId} ${top.key}`, top]))
  const sounds = Object.entries(truth).filter(([, events]) => events.length === 1)
  let right = 0
  const rows = sounds.map(([path, events]) => {
    const heard = tops.get(`${soundsId} ${keyPrefix}${path}`)
    const kind = tops.get(`${kindsId} ${keyPrefix}${path}`)
    const expected = events[0]!.label
    const isRight = heard?.label === expected
    if (isRight) right += 1
    return [
      path,
      { text: heard?.label ?? '–', paint: isRight ? style.green : style.red },
      heard ? formatShare(heard.probability) : '',
      isRight ? '✓' : `✗ ${expected}`,
      kind?.label ?? '–',
      kind ? formatShare(kind.probability) : '',
    ]
  })
  const table = formatTable(
    [
      { title: 'sound' },
      { title: 'heard' },
      { title: '', align: 'right' },
      { title: '' },
      { title: 'kind' },
      { title: '', align: 'right' },
    ],
    rows,
    style,
  )
  const total = `${right} of ${sounds.length} named as in demo/truth.json.`
  return { text: `${table}\n${style.bold(total)}\n`, right, sounds: sounds.length }
}

/** The scene: what each of its windows sounds like, beside what is in it. */
export function formatSceneReport(
  { path, truth, windows }: { path: string; truth: Truth; windows: WindowLabel[] },
  style: Style,
): string {
  const events = truth[path] ?? []
  const rows = windows.map(({ startS, endS, label, probability }) => {
    const inside = events.filter((event) => event.start_s! < endS && event.end_s! > startS)
    const isThere = inside.some((event) => event.label === label)
    return [
      `${startS.toFixed(0)}–${endS.toFixed(0)} s`,
      { text: label, paint: isThere ? style.green : String },
      formatShare(probability),
      inside.map((event) => event.label).join(', '),
    ]
  })
  const table = formatTable(
    [
      { title: 'window', align: 'right' },
      { title: 'heard' },
      { title: '', align: 'right' },
      { title: 'in it' },
    ],
    rows,
    style,
  )
  return `${style.bold(cleanText(path))}\n${table}`
}

function formatShare(probability: number): string {
  return `${(probability * 100).toFixed(0)} %`
}
