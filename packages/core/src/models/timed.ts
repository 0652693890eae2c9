/** The same work, of which somebody is told how long it took. */
export function timed<Input, Output>(
  work: (input: Input) => Output,
  onDone: ((ms: number) => void) | undefined,
): (input: Input) => Output {
  if (!onDone) return work
  return (input) => {
    const startedAt = performance.now()
    const output = work(input)
    onDone(performance.now() - startedAt)
    return output
  }
}
