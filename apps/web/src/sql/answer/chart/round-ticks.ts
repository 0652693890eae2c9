/** Round numbers from at most `least` to at least `most`, about `wanted` steps apart: 0, 20, 40, 60. */
export function roundTicks(least: number, most: number, wanted: number): number[] {
  const span = most - least || Math.abs(most) || 1
  const rough = span / Math.max(1, wanted)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((of) => of * power).find((size) => size >= rough * 0.999)!
  const first = Math.floor(least / step + 1e-9)
  const last = Math.ceil(most / step - 1e-9)
  // A multiple of a decimal fraction is not exact: 3 × 0.1.
  return Array.from({ length: Math.max(last, first + 1) - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  )
}
