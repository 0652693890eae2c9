export interface Closed {
  code: number
  reason: string
}

/** Where trying again by itself would help nobody: a protocol error, too large a message, a fault inside Earmark. */
const FINAL = new Set([1002, 1003, 1007, 1009, 1011])
const STOPPING = 1001
const QUIET = 4008

/** What the end of a connection means to who listens. */
export function describeClose({ code, reason }: Closed): { sentence: string; isFinal: boolean } {
  if (code === STOPPING) return { sentence: 'The API is stopping.', isFinal: false }
  if (code === QUIET) {
    return {
      sentence: `${reason} Keep this page in front, or the machine awake, and listen again.`,
      isFinal: true,
    }
  }
  if (FINAL.has(code)) {
    const said = reason === '' ? `The API ended the connection with ${code}.` : reason
    return {
      sentence: `${said} Listen again; if that ends the same way, the API’s log says why.`,
      isFinal: true,
    }
  }
  return { sentence: reason === '' ? 'The connection broke off.' : reason, isFinal: false }
}
