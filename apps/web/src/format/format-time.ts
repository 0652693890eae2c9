/** `1:05`, `2:03:04`; with a digit, `1:05.3`. */
export function formatTime(seconds: number, digits = 0): string {
  const scale = 10 ** digits
  const whole = Math.max(0, Math.round(seconds * scale))
  const s = (whole / scale) % 60
  const minutes = Math.floor(whole / scale / 60)
  const shown = s.toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')
  if (minutes < 60) return `${minutes}:${shown}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${shown}`
}

/** `0.4 s`, `42 s`, `1 min 35 s`, `2 h 42 min`, `12,400 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  const restS = Math.round(seconds - minutes * 60)
  if (minutes < 60) return restS === 0 ? `${minutes} min` : `${minutes} min ${restS} s`
  const hours = Math.floor(seconds / 3600)
  const restMin = Math.round((seconds - hours * 3600) / 60)
  return hours >= 100 || restMin === 0
    ? `${Math.round(seconds / 3600).toLocaleString('en')} h`
    : `${hours} h ${restMin} min`
}
