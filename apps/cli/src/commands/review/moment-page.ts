/** The page of a recording, at a moment. */
export function momentPage(
  apiUrl: string,
  { objectId, startS }: { objectId: number; startS: number },
): string {
  return new URL(`/objects/${objectId}?t=${startS}`, apiUrl).href
}
