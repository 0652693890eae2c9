/** So many folders hold the archive's objects, each about 1 % of them. */
export const FOLDERS = 100
export const BUCKET = 'bench'

export function prefixOfFolder(n: number): string {
  return `folder-${String(n % FOLDERS).padStart(2, '0')}/`
}

export const inFolder = (n: number) => ({ bucket: BUCKET, keyPrefix: prefixOfFolder(n) })

export const inTenFolders = (n: number) => ({ bucket: BUCKET, keyPrefix: `folder-${n % 10}` })
