import type { AddressInfo, Server } from 'node:net'

/**
 * Listens, and resolves with the port.
 *
 * @throws Error with a sentence for people where the port is taken or not allowed
 */
export async function listen(
  server: Server,
  { host, port, who }: { host: string; port: number; who: string },
): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const reason = code === 'EADDRINUSE' ? 'another program has that port' : String(code)
    throw new Error(
      `${who} cannot listen on ${host}:${port}: ${reason}. Stop that program or choose another port.`,
      { cause },
    )
  }
  return (server.address() as AddressInfo).port
}
