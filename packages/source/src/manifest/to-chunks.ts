const CHUNK_CHARACTERS = 64 * 1024

/** A text's bytes in pieces, so that the neighbours of the request that it came with get their turns. */
export async function* toChunks(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += CHUNK_CHARACTERS)
    yield bytes.subarray(start, start + CHUNK_CHARACTERS)
}
