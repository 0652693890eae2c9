import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server on which every answer is so much later. */
export async function delayAnswers(
  serverUrl: string,
  delayMs: number,
): Promise<{ url: string; close: () => Promise<void> }> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const server = connect(Number(target.port), target.hostname)
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    client.pipe(server)
    client.on('close', () => server.destroy())
    // Timers of one length fire in the order that they were set.
    server.on('data', (answer) => setTimeout(() => client.write(answer), delayMs))
    server.on('end', () => setTimeout(() => client.end(), delayMs))
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close: async () => {
      proxy.close()
      for (const socket of sockets) socket.destroy()
      await once(proxy, 'close')
    },
  }
}
