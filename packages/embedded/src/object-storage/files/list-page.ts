import type { SortedKeys } from './sorted-keys.js'

export interface Listing {
  keys: string[]
  /** What the keys that hold the delimiter after the prefix begin with, up to it. */
  commonPrefixes: string[]
  /** The last key or common prefix, after which the next page goes on; undefined on the last page. */
  next: string | undefined
}

/**
 * A page of a bucket's keys, in S3's order. Common prefixes count as keys do, and what is under them is leapt over.
 *
 * @param after the last key, or common prefix, of the page before
 */
export function listPage(
  keys: SortedKeys,
  options: { prefix: string; delimiter: string; after: string; limit: number },
): Listing {
  const { prefix, delimiter, after, limit } = options
  const page: Listing = { keys: [], commonPrefixes: [], next: undefined }
  if (limit === 0) return page
  let last: string | undefined
  let key = keys.firstAfter(after, prefix)
  while (key?.startsWith(prefix)) {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const common = end < 0 ? undefined : key.slice(0, end + delimiter.length)
    if (common === undefined || common !== after) {
      if (page.keys.length + page.commonPrefixes.length === limit) {
        page.next = last
        break
      }
      last = common ?? key
      if (common === undefined) page.keys.push(key)
      else page.commonPrefixes.push(common)
    }
    key = common === undefined ? keys.after(key) : keys.afterPrefix(common)
  }
  return page
}
