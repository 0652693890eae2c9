import type { BatchEstimate } from '@earmark/client'
import { cleanText, formatDuration } from '@earmark/terminal'
import { formatBytes } from '../../output/format-bytes.js'

/** What `tag --dry-run` prints. */
export function formatEstimate(estimate: BatchEstimate): string {
  const { found, isComplete, leftOut, alreadyHeard, bytes, audioS, windows, timeS, examples } =
    estimate
  const count = (number: number) => number.toLocaleString('en')
  const about = (number: number | null, format: (number: number) => string) =>
    number === null ? 'not known before something was heard' : `about ${format(number)}`
  const facts: [string, string][] = [
    ['objects', `${isComplete ? '' : 'at least '}${count(found)}`],
    ...(leftOut > 0
      ? [['left out', `${count(leftOut)}, no audio by name or type`] satisfies [string, string]]
      : []),
    ['heard before', `${count(alreadyHeard)}, which are skipped`],
    ['size', formatBytes(bytes)],
    ['audio', about(audioS, formatDuration)],
    ['windows', about(windows, count)],
    ['time', about(timeS, formatDuration)],
    ...examples.map((key, k): [string, string] => [k === 0 ? 'such as' : '', cleanText(key)]),
  ]
  const lines = facts.map(([name, value]) => `  ${name.padEnd(12)}  ${value}\n`)
  const end = isComplete ? '' : 'There are more: counting stopped when its time was up.\n'
  return `Nothing was stored or queued. The batch would have\n${lines.join('')}${end}`
}
