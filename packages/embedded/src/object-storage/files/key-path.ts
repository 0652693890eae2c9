/** File systems allow 255 bytes for a name, of which a suffix takes some. */
const PIECE_LENGTH = 180
/** Ends the name of a folder that holds the rest of a long key; encoding leaves no plus in a name. */
const CONTINUED = '+'

/**
 * A relative path for a key of any kind: `../x`, `a//b`, 1,024 bytes without a slash. No key's path lies inside
 * another's, leaves the folder, or differs from another's by capitals only.
 */
export function encodeKeyPath(key: string): string {
  const name = encodeURIComponent(key)
    .replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())
    // Upper case is marked, since some file systems do not tell it from lower case.
    .replace(/[A-Z]/g, (letter) => `^${letter.toLowerCase()}`)
  const pieces = name.match(new RegExp(`.{1,${PIECE_LENGTH}}`, 'g')) ?? ['']
  return pieces.join(`${CONTINUED}/`)
}

/** The key whose path this is. */
export function decodeKeyPath(path: string): string {
  const name = path.replaceAll(`${CONTINUED}/`, '')
  return decodeURIComponent(name.replace(/\^([a-z])/g, (_, letter: string) => letter.toUpperCase()))
}
