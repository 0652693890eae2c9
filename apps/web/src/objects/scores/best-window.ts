/**
 * The window in which a label is heard best: the first of equals.
 *
 * @param scores probabilities of windows × labels, window by window
 */
export function bestWindow(
  { labels, probabilities }: { labels: readonly string[]; probabilities: readonly number[] },
  name: string,
): number {
  const label = labels.indexOf(name)
  let best = 0
  for (let at = label; at < probabilities.length; at += labels.length) {
    if (probabilities[at]! > probabilities[best * labels.length + label]!) {
      best = (at - label) / labels.length
    }
  }
  return best
}
