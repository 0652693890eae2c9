const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A horizontal bar for a share of 0 to 1, in steps of an eighth of a character, padded to `width`. */
export function formatBar(share: number, width: number): string {
  const bounded = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0
  const steps = Math.round(bounded * width * 8)
  return ('█'.repeat(Math.floor(steps / 8)) + eighths[steps % 8]).padEnd(width)
}
