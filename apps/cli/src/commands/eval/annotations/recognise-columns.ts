/** Where a table has what; null where it has no such column. */
export type Columns = {
  path: number | null
  start: number | null
  end: number | null
  /** Raven's start within a file, where its times run on over several. */
  offset: number | null
  label: number | null
  /** Several labels in a cell, with `;` between them. */
  labels: number | null
  confidence: number | null
}

/** Of several that a table has, the first is taken: what people wrote before what a species list has. */
const names = {
  path: ['begin path', 'begin file', 'file', 'filename', 'file name', 'path', 'key', 'recording'],
  start: ['begin time', 'start', 'start time', 'begin', 'onset', 'starts'],
  end: ['end time', 'end', 'stop', 'offset', 'ends'],
  offset: ['file offset'],
  label: [
    ...['annotation', 'label', 'species', 'common name', 'scientific name', 'category', 'class'],
    ...['event label', 'tag', 'sound'],
  ],
  labels: ['labels'],
  confidence: ['confidence'],
} as const satisfies Record<keyof Columns, readonly string[]>

/** `Begin Time (s)` and `start_s` are `begin time` and `start`. */
function plain(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .replace(/ ?\((?:s|sec|seconds)\)$| s$| seconds$/, '')
    .trim()
}

/**
 * What the titles of a table's columns mean.
 *
 * @param labelColumn the title of the column that has the labels, where people say it
 * @returns null where the table says nothing of recordings: it has neither times nor files with labels
 */
export function recogniseColumns(
  titles: readonly string[],
  labelColumn: string | undefined,
): Columns | null {
  const found = titles.map(plain)
  const at = (wanted: readonly string[]) => {
    const place = wanted.map((name) => found.indexOf(name)).find((index) => index >= 0)
    return place ?? null
  }
  const columns: Columns = {
    path: at(names.path),
    start: at(names.start),
    end: at(names.end),
    offset: at(names.offset),
    label: labelColumn === undefined ? at(names.label) : at([plain(labelColumn)]),
    labels: labelColumn === undefined ? at(names.labels) : null,
    confidence: at(names.confidence),
  }
  const hasLabel = columns.label !== null || columns.labels !== null
  const hasTimes = columns.start !== null && columns.end !== null
  const hasNone = columns.start === null && columns.end === null
  return hasLabel && (hasTimes || (hasNone && columns.path !== null)) ? columns : null
}
