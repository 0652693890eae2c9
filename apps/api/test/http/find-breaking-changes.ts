import { apiDiff, type Diff } from 'api-smart-diff'

/**
 * What of a released document callers could no longer rely on, a line each.
 *
 * Stricter than the library's own rules in that a request is refused where it has a field that is not known, and that a type
 * never changes; milder in that answers may have new words, since clients must read those that they do not know.
 */
export function findBreakingChanges(released: object, current: object): string[] {
  return apiDiff(released, current)
    .filter(isBreaking)
    .map(({ action, path }) => `${action} ${path.join('/')}`)
}

function isBreaking({ type, action, path }: Diff): boolean {
  if (path[0] === 'components' || type === 'annotation') return false
  const isGone = action === 'remove' && path.at(-2) === 'properties'
  if (isGone || path.at(-1) === 'type') return true
  const isNewWord = action === 'add' && path.at(-2) === 'enum' && path.includes('responses')
  return type === 'breaking' && !isNewWord
}
