/** What the folders are called that this package makes, and may therefore remove. */
export const FOLDER_PREFIX = 'earmark-run-'
/** Held by the process that the folder belongs to. */
export const LOCK_FILE = 'lock'
/** Names the machine, or the container, that made it. */
export const HOST_FILE = 'host'
