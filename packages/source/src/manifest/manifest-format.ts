export const manifestFormats = ['csv', 'ndjson', 'inventory'] as const
export type ManifestFormat = (typeof manifestFormats)[number]

/** What a manifest's name says it is. */
export function guessFormat(key: string): ManifestFormat {
  if (/(^|\/)manifest\.json$/.test(key)) return 'inventory'
  return /\.(ndjson|jsonl)(\.gz)?$/i.test(key) ? 'ndjson' : 'csv'
}
