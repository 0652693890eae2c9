import type { RecordingFilter } from '@earmark/db'

/** What a filter asks of recordings, to end a sentence with; null where it asks nothing of them. */
export function describeRecordings({
  recordedFrom,
  recordedTo,
  fields,
}: RecordingFilter): string | null {
  const facts = [
    recordedFrom && `begin at ${recordedFrom.toISOString()} or later`,
    recordedTo && `begin before ${recordedTo.toISOString()}`,
    ...Object.entries(fields ?? {}).map(([name, value]) => `have ${name}=${value}`),
  ].filter((fact) => fact !== undefined)
  if (facts.length === 0) return null
  const unknown = recordedFrom || recordedTo ? '; what has no known time is in none' : ''
  return `recordings that ${facts.join(' and ')}${unknown}`
}
