/** What an error says, or, where something else was thrown, that as text. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
