/** Lanczos' approximation of ln Γ(x), x > 0 (Press et al., Numerical Recipes, 6.1). */
const LANCZOS = [
  76.18009172947146, -86.5053203294168, 24.01409824083091, -1.231739572450155,
  0.1208650973866179e-2, -0.5395239384953e-5,
]
const MAX_TERMS = 500
const TINY = 1e-300
const EXACT = 1e-14

function logGamma(x: number): number {
  const t = x + 5.5
  const sum = LANCZOS.reduce((total, c, n) => total + c / (x + n + 1), 1.000000000190015)
  return (x + 0.5) * Math.log(t) - t + Math.log((Math.sqrt(2 * Math.PI) * sum) / x)
}

/** Lentz's continued fraction. */
function continuedFraction(a: number, b: number, x: number): number {
  const away = (value: number) => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < EXACT) break
  }
  return fraction
}

/** The regularized incomplete beta function I_x(a, b), a and b > 0: the share of a beta distribution below x. */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const logs = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)
  if (x < (a + 1) / (a + b + 2)) return (Math.exp(logs) * continuedFraction(a, b, x)) / a
  return 1 - (Math.exp(logs) * continuedFraction(b, a, 1 - x)) / b
}
