import { connect } from 'node:net'
import type { RawRequest } from '../sign-request.js'

/** A connection on which nothing comes for so long is given up by the client: the server waits for a body. */
const PATIENCE_MS = 300

/**
 * Writes a request byte for byte, also such as no HTTP client would.
 *
 * @returns the answer's status, or 0 where there was none
 */
export async function sendBytes(
  port: number,
  { method, url, headers, body }: RawRequest,
): Promise<number> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`
  const socket = connect(port, '127.0.0.1')
  const answered = new Promise<number>((resolve) => {
    let said = ''
    socket.setTimeout(PATIENCE_MS, () => socket.destroy())
    socket.on('data', (data) => {
      said += data.toString('latin1')
      const [, status] =
        /^(?:HTTP\/1\.1 100 [^\r]*\r\n\r\n)?HTTP\/1\.1 ([2-5]\d\d) /.exec(said) ?? []
      if (status === undefined) return
      resolve(Number(status))
      socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(0))
  })
  socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]))
  return answered
}
