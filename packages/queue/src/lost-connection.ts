/** Classes 08 (connection), 57P (stopping, starting) and 53 (no connection left), and what pg and the socket say. */
export function isLostConnection(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return (
    /^(08|57P|53)/.test(code) ||
    /^E(CONNRESET|CONNREFUSED|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN)$/.test(code) ||
    /connection (terminated|ended|error)|connection timeout|when trying to connect|client has encountered a connection error/i.test(
      message,
    )
  )
}
