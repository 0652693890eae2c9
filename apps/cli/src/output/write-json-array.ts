import type { Writable } from 'node:stream'
import { cleanJson, writeText } from '@earmark/terminal'

/** Writes pages as one JSON array, an element a line, without ever holding more than a page. */
export async function writeJsonArray(
  stream: Writable,
  pages: AsyncIterable<readonly unknown[]>,
): Promise<void> {
  let before = '[\n'
  for await (const page of pages) {
    for (const element of page) {
      await writeText(stream, before + cleanJson(element))
      before = ',\n'
    }
  }
  await writeText(stream, before === '[\n' ? '[]\n' : '\n]\n')
}
