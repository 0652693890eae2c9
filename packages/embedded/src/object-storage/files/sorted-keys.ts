/** The keys of a bucket in S3's order: that of their UTF-8 bytes. */
export class SortedKeys {
  #keys: string[]

  constructor(keys: string[]) {
    this.#keys = keys.sort(compareKeys)
  }

  get size(): number {
    return this.#keys.length
  }

  has(key: string): boolean {
    return this.#keys[this.#firstNotBefore(key)] === key
  }

  add(key: string): void {
    const at = this.#firstNotBefore(key)
    if (this.#keys[at] !== key) this.#keys.splice(at, 0, key)
  }

  remove(key: string): void {
    const at = this.#firstNotBefore(key)
    if (this.#keys[at] === key) this.#keys.splice(at, 1)
  }

  /** The first key after `after` that is not before `prefix`. */
  firstAfter(after: string, prefix: string): string | undefined {
    return compareKeys(after, prefix) < 0
      ? this.#keys[this.#firstNotBefore(prefix)]
      : this.after(after)
  }

  after(key: string): string | undefined {
    const at = this.#firstNotBefore(key)
    return this.#keys[at] === key ? this.#keys[at + 1] : this.#keys[at]
  }

  /** The first key after all that begin with `prefix`, without a look at those. */
  afterPrefix(prefix: string): string | undefined {
    let low = this.#firstNotBefore(prefix)
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#keys[middle]?.startsWith(prefix)) low = middle + 1
      else high = middle
    }
    return this.#keys[low]
  }

  #firstNotBefore(key: string): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareKeys(this.#keys[middle] as string, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Compares by UTF-8 bytes without making any: in UTF-16 only surrogates are out of that order. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return toCodePointOrder(x) - toCodePointOrder(y)
  }
  return a.length - b.length
}

function toCodePointOrder(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
