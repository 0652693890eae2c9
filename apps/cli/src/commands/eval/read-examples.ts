import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UsageError } from '../../errors/usage-error.js'
import { AUDIO } from './audio-names.js'
import { labelsOfFolders, toLabel } from './labels-of-folders.js'

/** A file whose label is known. */
export type Example = { path: string; name: string; label: string }

export type LabelledFolder = {
  examples: Example[]
  /** The first folder whose label is its name without a number; null where there is none. */
  unnumbered: { folder: string; label: string } | null
}

const FILE_COLUMNS = ['filename', 'file', 'path', 'key']
const LABEL_COLUMNS = ['category', 'label']
const USUAL_LISTS = ['labels.csv', 'meta/esc50.csv']

/**
 * The labelled files of a folder: a folder for each label, or a list with a file and a label in each row, as ESC-50 has it.
 *
 * @param labelsFrom "folders", "csv" for the folder's own list, or a path
 * @throws UsageError where there is nothing to go by
 */
export async function readExamples(
  dir: string,
  { labelsFrom, fold }: { labelsFrom: string; fold?: string | undefined },
): Promise<LabelledFolder> {
  if (labelsFrom === 'folders' && fold !== undefined) {
    throw new UsageError('--fold goes with a list that has a column "fold": folders have none.')
  }
  const labelled =
    labelsFrom === 'folders'
      ? await readFolders(dir)
      : { examples: await readList(dir, labelsFrom, fold), unnumbered: null }
  if (labelled.examples.length > 0) return labelled
  const where = fold === undefined ? '' : ` in fold ${fold}`
  throw new UsageError(`There is no labelled audio${where} to be found in ${dir}.`)
}

async function readFolders(dir: string): Promise<LabelledFolder> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const folders: { name: string; files: string[] }[] = []
  for (const name of names.sort()) {
    const files = await readdir(join(dir, name), { recursive: true })
    const audio = files.filter((file) => AUDIO.test(file)).sort()
    if (audio.length > 0) folders.push({ name, files: audio })
  }
  const labels = labelsOfFolders(folders.map(({ name }) => name))
  const examples = folders.flatMap(({ name, files }, at) =>
    files.map((file) => ({
      path: join(dir, name, file),
      name: `${name}/${file}`,
      label: labels[at] as string,
    })),
  )
  const changed = folders.findIndex(({ name }, at) => labels[at] !== toLabel(name))
  const unnumbered =
    changed < 0
      ? null
      : { folder: folders[changed]?.name as string, label: labels[changed] as string }
  return { examples, unnumbered }
}

async function readList(dir: string, named: string, fold: string | undefined): Promise<Example[]> {
  const file = await findFile(named === 'csv' ? USUAL_LISTS : [named], dir)
  if (file === undefined) {
    throw new UsageError(
      `There is no list of labels: looked for ${named === 'csv' ? USUAL_LISTS.join(' and ') : named} in ${dir}.`,
    )
  }
  const [head = [], ...rows] = parseCsv(await readFile(file, 'utf8'))
  const columnOf = (names: string[]) =>
    head.findIndex((title) => names.includes(title.trim().toLowerCase()))
  const [fileAt, labelAt, foldAt] = [
    columnOf(FILE_COLUMNS),
    columnOf(LABEL_COLUMNS),
    columnOf(['fold']),
  ]
  if (fileAt < 0 || labelAt < 0 || (fold !== undefined && foldAt < 0)) {
    throw new UsageError(
      `${file} needs a head with the columns filename and label (or category)${fold === undefined ? '' : ' and fold'}; it has ${head.join(', ')}.`,
    )
  }
  const examples: Example[] = []
  for (const row of rows) {
    if (fold !== undefined && row[foldAt]?.trim() !== fold) continue
    const [name, label] = [row[fileAt]?.trim() ?? '', row[labelAt]?.trim() ?? '']
    if (name === '' || label === '') continue
    const path = await findFile([name, join('audio', name)], dir)
    if (path === undefined) throw new UsageError(`${file} names ${name}, which is not in ${dir}.`)
    examples.push({ path, name, label: toLabel(label) })
  }
  return examples
}

async function findFile(names: string[], dir: string): Promise<string | undefined> {
  for (const name of names) {
    const path = resolve(dir, name)
    if ((await stat(path).catch(() => undefined))?.isFile()) return path
  }
  return undefined
}

/** RFC 4180: fields in quotes may hold commas, line breaks and doubled quotes. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const fields = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\n|\r|$)/g
  for (const [, field = '', end] of text.replace(/^\ufeff/, '').matchAll(fields)) {
    const value = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field
    rows.at(-1)!.push(value)
    if (end !== ',' && end !== '') rows.push([])
  }
  return rows.filter((row) => row.some((field) => field !== ''))
}
