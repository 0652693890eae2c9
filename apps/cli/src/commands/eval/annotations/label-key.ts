/** What labels are told apart by: not case, `_` for a space, how letters are composed, or spaces around. */
export function labelKey(label: string): string {
  return label.normalize('NFC').replaceAll('_', ' ').trim().replace(/\s+/g, ' ').toLowerCase()
}
