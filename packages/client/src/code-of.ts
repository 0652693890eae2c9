/** Of what went wrong in the network, e.g. ECONNREFUSED. fetch says "fetch failed"; the reason is in its cause. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const reason = error.cause instanceof Error ? error.cause : error
  return 'code' in reason && typeof reason.code === 'string' ? reason.code : undefined
}
