import type { z } from 'zod'
import { compileGlobs } from './glob.js'
import type { objectFilterShape } from './object-filter-shape.js'

export type ObjectFilter = z.output<z.ZodObject<typeof objectFilterShape>>

type Listed = { key: string; size: number | null; lastModified: Date | null }

/** Whether an object is meant. A limit on what is not known of an object lets it through. */
export function createObjectFilter(filter: ObjectFilter): (object: Listed) => boolean {
  const { include, exclude, minSize, maxSize } = filter
  const isIncluded = include ? compileGlobs(include) : () => true
  const isExcluded = exclude ? compileGlobs(exclude) : () => false
  const after = filter.modifiedAfter ? Date.parse(filter.modifiedAfter) : null
  const before = filter.modifiedBefore ? Date.parse(filter.modifiedBefore) : null
  return ({ key, size, lastModified }) => {
    // Consoles make empty objects to show a folder: they hold no audio.
    if (key.endsWith('/') && !size) return false
    if (size !== null && minSize !== undefined && size < minSize) return false
    if (size !== null && maxSize !== undefined && size > maxSize) return false
    const modified = lastModified?.getTime()
    if (modified !== undefined && after !== null && modified < after) return false
    if (modified !== undefined && before !== null && modified >= before) return false
    return isIncluded(key) && !isExcluded(key)
  }
}
