/** Σ a · b, in four sums that are added at the end: always in the same order, and not each waiting for the one before. */
export function dot(a: Float64Array, b: Float64Array): number {
  const even = a.length - (a.length % 4)
  let [one, two, three, four] = [0, 0, 0, 0]
  for (let i = 0; i < even; i += 4) {
    one += a[i]! * b[i]!
    two += a[i + 1]! * b[i + 1]!
    three += a[i + 2]! * b[i + 2]!
    four += a[i + 3]! * b[i + 3]!
  }
  for (let i = even; i < a.length; i += 1) one += a[i]! * b[i]!
  return one + two + (three + four)
}
