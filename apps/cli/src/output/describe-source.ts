import type { Batch } from '@earmark/client'

/** A batch's or a watch's source in a few words. */
export function describeSource(source: Batch['source']): string {
  const place = source.prefix ?? source.manifest
  if (typeof place === 'string') {
    const filters = Object.keys(source).filter((name) => name !== 'prefix' && name !== 'manifest')
    if (filters.length === 0 || place === source.manifest) return place
    return `${place} (${filters.map((name) => `${name} ${describeFilter(source[name])}`).join(', ')})`
  }
  const keys = Array.isArray(source.keys) ? source.keys.length : source.keys
  return keys === undefined ? JSON.stringify(source) : `${keys} keys`
}

function describeFilter(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') : String(value)
}
