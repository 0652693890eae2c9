import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A radio as Icecast serves one: one endless answer, without a length. @param play what it sends to each listener */
export async function startRadio(
  play: (response: ServerResponse, request: IncomingMessage) => unknown,
): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    response.writeHead(200, {
      'content-type': 'audio/mpeg',
      'icy-name': 'Earmark check',
      'icy-br': '128',
      'cache-control': 'no-cache, no-store',
    })
    void play(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/live.mp3`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
