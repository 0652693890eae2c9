/** The three answers, with their keys and signs. */
export const WAYS = {
  right: { word: 'right', button: 'Yes', key: 'y', sign: '✓' },
  wrong: { word: 'wrong', button: 'No', key: 'n', sign: '✕' },
  unsure: { word: 'unsure', button: "Can't tell", key: 'u', sign: '?' },
} as const
