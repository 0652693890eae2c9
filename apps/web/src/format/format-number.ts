export function formatCount(count: number): string {
  return count.toLocaleString('en')
}

/** `1,204 objects`, `1 object`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** `99 %`; what is neither 0 nor 1 is not rounded to them. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) return '< 1 %'
  if (share < 1 && share >= 0.995) return '> 99 %'
  return `${Math.round(share * 100)} %`
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const value = bytes / 1000 ** power
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}
