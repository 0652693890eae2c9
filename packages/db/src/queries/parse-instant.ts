/**
 * Reads a timestamptz as raw rows have it (`2026-03-01 12:00:00.5+00`, whatever the session's time zone).
 */
export function parseInstant(text: string): Date {
  // Postgres leaves out an offset's minutes where they are zero; ISO 8601 dates need them.
  return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
}

export function parseOptionalInstant(text: string | null): Date | null {
  return text === null ? null : parseInstant(text)
}
