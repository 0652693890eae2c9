/** Sends one request and gives what answers it, whatever its status. Follows no redirect: it would carry the key elsewhere. */
export type Transport = (url: URL, request: Outgoing) => Promise<Incoming>

export type Outgoing = {
  /** In capitals. */
  method: string
  headers: Record<string, string>
  body?: string | FormData | undefined
  signal: AbortSignal
}

/** An answer, of which text or parts are read, once. */
export type Incoming = {
  status: number
  text: () => Promise<string>
  /** Throws where the answer breaks off. */
  parts: () => AsyncIterable<Uint8Array>
}
