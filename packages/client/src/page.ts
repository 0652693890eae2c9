export type Page<T> = {
  items: T[]
  nextCursor: string | null
  /** Why there is nothing, where the list tells. */
  note?: string | null
}
