import fastifyWebsocket from '@fastify/websocket'
import type { ApiServer } from '../http/api-server.js'
import { upgradeWebsockets } from './upgrade-websockets.js'

/** Ten seconds of samples at 48 kHz are 2 MB; nobody who listens live sends more at once. */
const MAX_MESSAGE_BYTES = 1024 * 1024
/** One who does not say goodbye does not hold up a stop. */
const GOODBYE_MS = 1000
const GOING_AWAY = 1001

/** Has the server speak WebSocket where a route does. */
export async function registerWebsocket(app: ApiServer): Promise<void> {
  await app.register(fastifyWebsocket, {
    options: {
      // Its type asks for a server; it needs to be told of upgrades, and no more.
      server: upgradeWebsockets(app.server) as typeof app.server,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    },
    errorHandler(error, socket, request) {
      // A client that broke off, or the rules: the connection is over, and nothing else.
      request.log.info({ err: error }, 'Listener broke off')
      socket.terminate()
    },
    preClose(done) {
      const { clients } = app.websocketServer
      for (const client of clients) client.close(GOING_AWAY, 'The API is stopping.')
      setTimeout(() => {
        for (const client of clients) client.terminate()
      }, GOODBYE_MS).unref()
      app.websocketServer.close()
      done()
    },
  })
}
