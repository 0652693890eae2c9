import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const RATE = 8000
const BLOCK_MS = 20

/** A WAV's head that, as a live stream's, does not say how long it is; then a tone as it is made. */
export function wavHead(sampleRate = RATE): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(0xffffffff, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(sampleRate, 24)
  head.writeUInt32LE(sampleRate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(0xffffffff, 40)
  return head
}

/** Samples of a tone of 440 Hz, 16 bits, from one second to another. */
export function tone(fromS: number, toS: number, sampleRate = RATE): Buffer {
  const from = Math.round(fromS * sampleRate)
  const samples = Math.round(toS * sampleRate) - from
  const bytes = Buffer.alloc(samples * 2)
  for (let i = 0; i < samples; i++) {
    const value = Math.sin((2 * Math.PI * 440 * (from + i)) / sampleRate)
    bytes.writeInt16LE(Math.round(8000 * value), i * 2)
  }
  return bytes
}

/** Sends a tone as time goes by. @returns when so many seconds were sent, or the listener has gone */
export async function playLive(response: ServerResponse, seconds: number): Promise<void> {
  const beginMs = performance.now()
  for (let sentS = 0; sentS < seconds && !response.destroyed; ) {
    await new Promise((resolve) => setTimeout(resolve, BLOCK_MS))
    const nowS = Math.min(seconds, (performance.now() - beginMs) / 1000)
    response.write(tone(sentS, nowS))
    sentS = nowS
  }
}

/** An HTTP server on a free port, which answers as the test says. */
export async function startRadio(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
