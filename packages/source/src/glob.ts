import { GlobMachine } from './glob-machine.js'
import { GlobProblem, parseGlob } from './parse-glob.js'

/** Says what is wrong with a glob, or null: what is not refused here is what compileGlobs takes. */
export function findGlobProblem(glob: string): string | null {
  try {
    parseGlob(glob)
    return null
  } catch (error) {
    if (error instanceof GlobProblem) return error.message
    throw error
  }
}

/**
 * A glob without a slash is for the last part of a key, one with a slash for all of it.
 *
 * @throws GlobProblem
 */
export function compileGlobs(globs: readonly string[]): (key: string) => boolean {
  const matchers = globs.map((glob) => {
    const machine = new GlobMachine(parseGlob(glob))
    return { machine, isForWhole: glob.includes('/') }
  })
  return (key) => {
    const last = lastPart(key)
    return matchers.some(({ machine, isForWhole }) => machine.matches(isForWhole ? key : last))
  }
}

/** Of `a/b/`, which stands for a folder, it is `b`. */
function lastPart(key: string): string {
  const path = key.endsWith('/') ? key.slice(0, -1) : key
  return path.slice(path.lastIndexOf('/') + 1)
}
