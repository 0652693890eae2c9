import type { FileHandle } from 'node:fs/promises'

/** What an operation answers with. */
export interface Answer {
  /** 200 where not given. */
  status?: number
  headers?: Record<string, string>
  xml?: string
  /** A part of an open file, which is closed when it has been sent. `end` is the last byte's place, and sent too. */
  file?: { handle: FileHandle; start: number; end: number }
}
