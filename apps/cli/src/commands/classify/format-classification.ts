import { cleanText, formatBar, formatTable, type Style } from '@earmark/terminal'
import type { Classification, Score } from './classify-audio.js'

const BAR_WIDTH = 24
const SHOWN_LABELS = 10
const SHOWN_PER_WINDOW = 3

/** What `classify` shows people: the clip's labels with bars, and where there are several windows what each of them has. */
export function formatClassification(
  name: string,
  { model, duration_s, heard_channel, windows, clip }: Classification,
  style: Style,
): string {
  const head = `${style.bold(cleanText(name))}  ${style.dim(`${formatSeconds(duration_s)}, ${model}`)}`
  const channel =
    heard_channel === null
      ? ''
      : style.dim(
          `The channels cancel each other in the mix: channel ${heard_channel} was heard alone.\n`,
        )
  const rows = clip
    .slice(0, SHOWN_LABELS)
    .map(({ label, probability, similarity }, place) => [
      { text: label, paint: place === 0 ? style.green : (text: string) => text },
      { text: formatBar(probability, BAR_WIDTH), paint: style.cyan },
      formatProbability(probability),
      similarity === null ? '' : similarity.toFixed(3),
    ])
  const table = formatTable(
    [
      { title: 'label', maxWidth: 40 },
      { title: '' },
      { title: 'probability', align: 'right' },
      { title: 'similarity', align: 'right' },
    ],
    rows,
    style,
  )
  const more = clip.length - rows.length
  const rest = more > 0 ? style.dim(`… and ${more} more labels (--json has them all)\n`) : ''
  return `${head}\n${channel}\n${table}${rest}${windows.length > 1 ? `\n${formatWindows(windows, style)}` : ''}`
}

function formatWindows(windows: Classification['windows'], style: Style): string {
  return formatTable(
    [{ title: 'from', align: 'right' }, { title: 'to', align: 'right' }, { title: 'labels' }],
    windows.map(({ start_s, end_s, scores }) => [
      formatSeconds(start_s),
      formatSeconds(end_s),
      formatTop(scores),
    ]),
    style,
  )
}

function formatTop(scores: Score[]): string {
  return scores
    .slice(0, SHOWN_PER_WINDOW)
    .map(({ label, probability }) => `${label} ${formatProbability(probability)}`)
    .join(', ')
}

function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(2)} s`
}

function formatProbability(probability: number): string {
  return `${(probability * 100).toFixed(1)} %`
}
