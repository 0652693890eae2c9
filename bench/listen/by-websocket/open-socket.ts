import type { ListeningEvent } from '@earmark/client'
import { WebSocket } from 'ws'
import type { Site } from '../../../test/e2e/start-site.js'

export interface Listening {
  send: (data: Buffer | object) => boolean
  /** @returns the first event that is one, of those to come, too; undefined where the connection ends before */
  next: (isIt: (event: ListeningEvent) => boolean) => Promise<ListeningEvent | undefined>
  events: readonly ListeningEvent[]
  closed: Promise<{ code: number; reason: string }>
  close: () => void
}

/** Listens over `GET /v1/listen`. @param onEvent told of each event as it arrives */
export async function openSocket(
  { url, apiKey }: Pick<Site, 'url' | 'apiKey'>,
  query: Record<string, string>,
  onEvent: (event: ListeningEvent) => void = () => {},
): Promise<Listening> {
  const address = `${url.replace('http', 'ws')}/v1/listen?${new URLSearchParams(query)}`
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${apiKey}` } })
  const events: ListeningEvent[] = []
  let wake = () => {}
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: reason.toString() })
      wake()
    })
  })
  socket.on('message', (data) => {
    const event = JSON.parse(data.toString()) as ListeningEvent
    events.push(event)
    onEvent(event)
    wake()
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.on('error', reject)
  })
  return {
    events,
    closed,
    send(data) {
      if (socket.readyState !== WebSocket.OPEN) return false
      socket.send(Buffer.isBuffer(data) ? data : JSON.stringify(data))
      return true
    },
    async next(isIt) {
      for (;;) {
        const found = events.find(isIt)
        if (found || socket.readyState === WebSocket.CLOSED) return found
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close: () => socket.close(),
  }
}
