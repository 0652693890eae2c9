import type { Writable } from 'node:stream'
import { formatProgress, type ProgressPart } from './format-progress.js'

/** A line, or what it consists of: parts of little weight are left out where a terminal is narrow. */
export type ProgressLine = string | readonly ProgressPart[]

export type Progress = {
  /** Shows the newest state: at once on a terminal, otherwise at most every few seconds. */
  show: (line: ProgressLine) => void
  /** Removes the line where there is one to remove, so that other output starts on a clean line. */
  clear: () => void
}

/**
 * One line about work that goes on. A terminal sees it redrawn in place; a file or a pipe gets a plain line
 * every `intervalMs` at most, and only where it says something new.
 */
export function createProgress(
  stream: Writable & { isTTY?: boolean; columns?: number },
  { intervalMs = 5000, now = Date.now }: { intervalMs?: number; now?: () => number } = {},
): Progress {
  if (stream.isTTY) {
    return {
      // A line that wraps could not be taken back. A terminal that does not know its width says 0.
      show: (line) =>
        void stream.write(`\r\u001b[2K${formatProgress(line, (stream.columns || 80) - 1)}`),
      clear: () => void stream.write('\r\u001b[2K'),
    }
  }
  // Work that ends sooner needs no line.
  let shownAt = now()
  let shown = ''
  return {
    show: (parts) => {
      const line = formatProgress(parts)
      if (line === shown || now() - shownAt < intervalMs) return
      shownAt = now()
      shown = line
      stream.write(`${line}\n`)
    },
    clear: () => {},
  }
}
