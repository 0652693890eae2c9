/** A recording that is there, by its path in the folder or its key. */
export type FindRecording = (reference: {
  file: string
  isByTable: boolean
}) => string | 'none' | 'several'

const fold = (text: string) => text.normalize('NFC').toLowerCase()
const split = (path: string) => path.split(/[/\\]+/).filter((part) => part !== '' && part !== '.')
const withoutEnding = (name: string) => name.replace(/\.[^.]*$/, '')

/**
 * Finds the recordings that tables name. People's paths are of their own machines, so that a name is compared from its
 * end: of those with the same base name, the one that shares the most folders. Where there is none of that name, one that
 * has it with another ending is meant. A table that names no file has the name of its recording, and endings after it:
 * `north.wav.txt`, `north.Table.1.selections.txt`, `north.BirdNET.results.csv`.
 */
export function createFindRecording(names: readonly string[]): FindRecording {
  const byName = new Map<string, string[]>()
  const byStem = new Map<string, string[]>()
  for (const name of names) {
    const base = fold(split(name).at(-1) ?? '')
    for (const [index, key] of [
      [byName, base],
      [byStem, withoutEnding(base)],
    ] as const) {
      const there = index.get(key)
      if (there) there.push(name)
      else index.set(key, [name])
    }
  }
  const known = new Set(names)
  return ({ file, isByTable }) => {
    if (known.has(file) && !isByTable) return file
    const parts = split(file)
    const base = fold(parts.at(-1) ?? '')
    const folders = parts.slice(0, -1)
    for (const key of isByTable ? shorter(base) : [base]) {
      const candidates = byName.get(key) ?? byStem.get(key)
      if (candidates) return choose(candidates, folders)
    }
    const sameStem = isByTable ? undefined : byStem.get(withoutEnding(base))
    return sameStem ? choose(sameStem, folders) : 'none'
  }
}

/** A name without its last ending, without the last two, and so on. */
function* shorter(name: string): Generator<string> {
  for (let rest = withoutEnding(name); rest !== ''; rest = withoutEnding(rest)) {
    yield rest
    if (!rest.includes('.')) return
  }
}

function choose(candidates: readonly string[], folders: readonly string[]): string | 'several' {
  if (candidates.length === 1) return candidates[0]!
  const shared = candidates.map((candidate) => {
    const own = split(candidate).slice(0, -1)
    let count = 0
    while (count < own.length && count < folders.length) {
      if (fold(own.at(-1 - count)!) !== fold(folders.at(-1 - count)!)) break
      count += 1
    }
    return count
  })
  const most = Math.max(...shared)
  const best = candidates.filter((_, at) => shared[at] === most)
  return best.length === 1 ? best[0]! : 'several'
}
