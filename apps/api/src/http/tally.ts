/** How many there are, of each API key and of all. */
export class Tally {
  total = 0
  readonly #byKey = new Map<number, number>()

  of(keyId: number): number {
    return this.#byKey.get(keyId) ?? 0
  }

  add(keyId: number): void {
    this.total++
    this.#byKey.set(keyId, this.of(keyId) + 1)
  }

  remove(keyId: number): void {
    this.total--
    const left = this.of(keyId) - 1
    if (left > 0) this.#byKey.set(keyId, left)
    else this.#byKey.delete(keyId)
  }
}
