import { reasonOf } from '@earmark/core/reason-of'
import { endWithParent } from './end-with-parent.js'

/** What a server's parent and its child process say to each other over IPC. */
export type ParentMessage<Options> =
  | { type: 'start'; options: Options }
  | { type: 'ask' }
  | { type: 'stop' }

export type ChildMessage =
  | { type: 'ready'; port: number; details: Record<string, string> }
  | { type: 'failed'; message: string }
  | { type: 'alive' }

/** What a server child does with its parent's messages. */
export interface ServedChild {
  port: number
  /** Values that only the child knows and the parent hands to clients, such as a password. */
  details?: Record<string, string>
  close(): Promise<void>
}

/**
 * The main function of a server's child process: starts the server on the parent's word, closes it when the
 * parent says so or is gone, and ends the process.
 */
export function serveAsChild<Options>(start: (options: Options) => Promise<ServedChild>): void {
  let served: Promise<ServedChild> | undefined
  let closing: Promise<never> | undefined

  const close = async (): Promise<never> => {
    const server = await served?.catch(() => undefined)
    await server?.close()
    process.exit(0)
  }
  const end = () => {
    closing ??= close()
    closing.catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    })
  }
  const tell = (message: ChildMessage) => void process.send?.(message)

  process.on('message', (message: ParentMessage<Options>) => {
    if (message.type === 'stop') return end()
    if (message.type === 'ask') return tell({ type: 'alive' })
    served = start(message.options)
    served.then(
      ({ port, details = {} }) => tell({ type: 'ready', port, details }),
      (error: unknown) => {
        process.send?.({ type: 'failed', message: reasonOf(error) }, () => process.exit(1))
      },
    )
  })
  // The channel closes with the parent, however it died: no server outlives the one who started it.
  process.on('disconnect', end)
  endWithParent()
  process.on('SIGTERM', end)
  // Ctrl-C reaches the whole process group: the parent decides when its servers may go.
  process.on('SIGINT', () => undefined)
  process.on('SIGHUP', () => undefined)
}
