import picomatch from 'picomatch'

const MAX_STARS = 2

/**
 * Says what is wrong with a glob, or null. What is refused are forms that regular expressions take exponential or very long
 * time for: keys and globs come from outside.
 */
export function findGlobProblem(glob: string): string | null {
  if (glob.includes('\0')) return 'must not contain NUL'
  const plain = glob.replaceAll(/\\./gs, '')
  if (/[()]/.test(plain)) return 'must not have parentheses; write \\( and \\) for those of a key'
  const tooMany = plain
    .split('/')
    .some((part) => part !== '**' && (part.match(/\*/g)?.length ?? 0) > MAX_STARS)
  if (tooMany) return `must have at most ${MAX_STARS} stars between two slashes`
  if (plain.split('/').filter((part) => part === '**').length > MAX_STARS)
    return `must have at most ${MAX_STARS} parts that are **`
  try {
    picomatch.makeRe(glob, options)
    return null
  } catch (error) {
    return `is no pattern: ${(error as Error).message}`
  }
}

const options = {
  dot: true,
  nonegate: true,
  noextglob: true,
  // A plus sign is a plus sign.
  regex: false,
  windows: false,
}

/** A glob without a slash is for the last part of a key, one with a slash for all of it. */
export function compileGlobs(globs: readonly string[]): (key: string) => boolean {
  const matchers = globs.map((glob) =>
    picomatch(glob, { ...options, basename: !glob.includes('/') }),
  )
  return (key) => matchers.some((isMatch) => isMatch(key))
}
