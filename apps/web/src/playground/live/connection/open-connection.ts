import type { ListeningChange, ListeningEvent, ListenQuery } from '@earmark/client'
import { api } from '../../../api/client'
import { queryClient } from '../../../api/query-client'
import type { Closed } from './describe-close'

export interface Connection {
  /** @returns whether it was sent: where the network is slower than the sound, it is not */
  sendSound: (samples: Int16Array<ArrayBuffer>) => boolean
  send: (change: ListeningChange) => void
  close: () => void
  closed: Promise<Closed>
}

/** Ten seconds at 48 kHz: whoever is so far behind hears old things only. */
const MAX_UNSENT_BYTES = 960_000
const DONE = 1000

/** The API is there, and a WebSocket to it is not to be had. */
export class NoWebSocket extends Error {
  constructor() {
    super(
      'The API answers, but the WebSocket to it does not open. A proxy between this page and the API may not pass it on (Upgrade).',
    )
  }
}

/**
 * Opens the WebSocket to the API of this page.
 *
 * @throws ApiError as the API refuses it, in HTTP, since browsers do not say why a WebSocket was refused; NoWebSocket
 */
export async function openConnection(
  query: ListenQuery,
  onEvent: (event: ListeningEvent) => void,
  signal: AbortSignal,
): Promise<Connection> {
  // By the one who asks all else, so that whoever is not signed in any more is led to the door.
  await queryClient.fetchQuery({
    queryKey: ['listen', 'may'],
    queryFn: async () => (await api.listen(query, { signal })) ?? null,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  signal.throwIfAborted()
  const socket = new WebSocket(toUrl(query))
  socket.binaryType = 'arraybuffer'
  const close = () => socket.close(DONE)
  signal.addEventListener('abort', close, { once: true })
  const closed = new Promise<Closed>((resolve) => {
    socket.onclose = ({ code, reason }) => {
      signal.removeEventListener('abort', close)
      resolve({ code, reason })
    }
  })
  socket.onmessage = ({ data }: MessageEvent<string>) => onEvent(JSON.parse(data) as ListeningEvent)
  const opened = new Promise<boolean>((resolve) => {
    socket.onopen = () => resolve(true)
    closed.then(() => resolve(false)).catch(() => {})
  })
  if (!(await opened)) throw new NoWebSocket()
  return {
    sendSound(samples) {
      if (socket.readyState !== WebSocket.OPEN) return false
      if (socket.bufferedAmount > MAX_UNSENT_BYTES) return false
      socket.send(samples)
      return true
    },
    send(change) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(change))
    },
    close,
    closed,
  }
}

function toUrl(query: ListenQuery): string {
  const url = new URL('/v1/listen', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
  return url.href
}
