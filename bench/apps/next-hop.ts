let hops = 0

/** Just under a window, and never the same again: the windows of a batch are then new to the database. */
export function nextHop(): number {
  hops += 1
  return 10 - hops / 1000
}
