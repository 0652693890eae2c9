import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { cleanText, writeText } from '@earmark/terminal'

/** Copies bytes to a stream at its pace. A terminal gets text without raw control characters, all else the bytes. */
export async function writeBytes(
  stream: Writable & { isTTY?: boolean },
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  if (!stream.isTTY) {
    for await (const chunk of chunks) if (!stream.write(chunk)) await once(stream, 'drain')
    return
  }
  const decoder = new TextDecoder()
  const write = (text: string) => writeText(stream, text.split('\n').map(cleanText).join('\n'))
  for await (const chunk of chunks) await write(decoder.decode(chunk, { stream: true }))
  await write(decoder.decode())
}
