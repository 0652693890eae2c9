const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** 1234567 → `1.2 MB` (powers of 1000). */
export function formatBytes(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${unit === 0 ? size : size.toFixed(size < 9.95 ? 1 : 0)} ${units[unit]}`
}
