import type { Writable } from 'node:stream'
import { writeText } from '@earmark/terminal'

export type Spool = {
  add: (text: string) => Promise<void>
  flush: () => Promise<void>
}

/**
 * Holds output back, up to `maxCharacters`, until its source is finished: a reader that takes its time (a pager)
 * would otherwise keep the source's transaction open. Beyond that it writes through.
 */
export function createSpool(stream: Writable, maxCharacters: number): Spool {
  let held: string[] = []
  let characters = 0
  const flush = async () => {
    const texts = held
    held = []
    for (const text of texts) await writeText(stream, text)
  }
  return {
    async add(text) {
      held.push(text)
      characters += text.length
      if (characters > maxCharacters) await flush()
    },
    flush,
  }
}
