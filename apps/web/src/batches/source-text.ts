/** What a batch was made of, in one line. */
export function sourceText(source: Record<string, unknown>): string {
  if (typeof source.prefix === 'string') return source.prefix
  if (typeof source.manifest === 'string') return source.manifest
  if (typeof source.keys === 'number') return `${source.keys.toLocaleString('en')} keys`
  return 'a list'
}
