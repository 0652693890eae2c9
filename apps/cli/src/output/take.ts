/** The first so many elements of pages; the source is left as soon as they are there. */
export async function* take<T>(pages: AsyncIterable<T[]>, limit = Infinity): AsyncGenerator<T[]> {
  let taken = 0
  for await (const page of pages) {
    yield page.slice(0, limit - taken)
    taken += page.length
    if (taken >= limit) return
  }
}
