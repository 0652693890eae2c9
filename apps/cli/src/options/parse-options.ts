import { readFile } from 'node:fs/promises'
import { findGlobProblem } from '@earmark/source/glob'
import { InvalidArgumentError } from 'commander'

/** For commander: a number within limits, or a message that says what is allowed. */
export function numberOption({
  min,
  max,
  isWhole = false,
}: {
  min: number
  max?: number
  isWhole?: boolean
}): (text: string) => number {
  const range = max === undefined ? `at least ${min}` : `${min} to ${max}`
  return (text) => {
    const number = text.trim() === '' ? Number.NaN : Number(text)
    const fits =
      Number.isFinite(number) &&
      number >= min &&
      number <= (max ?? Number.MAX_SAFE_INTEGER) &&
      (!isWhole || Number.isInteger(number))
    if (fits) return number
    throw new InvalidArgumentError(`It must be a ${isWhole ? 'whole ' : ''}number, ${range}.`)
  }
}

/** For commander: the number that a batch, a watch or another stored thing goes by. */
export const idOption = numberOption({ min: 1, isWhole: true })

export const priorityOption = numberOption({ min: 1, max: 10, isWhole: true })

/** For commander: `--labels dog,rain --labels wind` adds up. */
export function collectLabels(text: string, earlier: string[] = []): string[] {
  return [...earlier, ...text.split(',')]
}

/** For commander: an option that may be given several times. */
export function collect(text: string, earlier: string[] = []): string[] {
  return [...earlier, text]
}

/** For commander: a glob, repeatable. What is no glob is refused before anything is asked or done. */
export function globOption(text: string, earlier: string[] = []): string[] {
  const problem = text === '' ? 'must not be empty' : findGlobProblem(text)
  if (problem !== null) throw new InvalidArgumentError(`It ${problem}.`)
  return [...earlier, text]
}

/** The labels of `--labels` and of `--labels-file`, which has one a line; blank lines are left out. */
export async function readLabels(options: {
  labels?: string[]
  labelsFile?: string
}): Promise<string[]> {
  const labels = options.labels ?? []
  if (options.labelsFile === undefined) return labels
  const text = await readFile(options.labelsFile, 'utf8')
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  return [...labels, ...lines.filter((line) => line.trim() !== '')]
}

/** For commander: how many scores of an object are kept. */
export function keepOption(text: string): 'all' | number {
  return text === 'all' ? 'all' : numberOption({ min: 1, max: 5000, isWhole: true })(text)
}
