const CTRL_C = '\u0003'
const CTRL_D = '\u0004'

type Terminal = NodeJS.ReadableStream & { setRawMode?: (isRaw: boolean) => unknown }

/**
 * The keys that are pressed at a terminal, one by one and without Return, until Ctrl-C, Ctrl-D or the terminal's end. The terminal
 * is as it was afterwards.
 */
export async function* readKeys(terminal: Terminal): AsyncGenerator<string> {
  terminal.setRawMode?.(true)
  terminal.setEncoding('utf8')
  try {
    for await (const text of terminal) {
      for (const key of String(text)) {
        if (key === CTRL_C || key === CTRL_D) return
        yield key.toLowerCase()
      }
    }
  } finally {
    terminal.setRawMode?.(false)
    terminal.pause()
  }
}
