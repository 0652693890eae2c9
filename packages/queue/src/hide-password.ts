/** A URL for messages: who may read a log is not who may read the queue. What comes after a "?" may be a password, too. */
export function hidePassword(url: string): string {
  return url.replace(/\?.*$/, '').replace(/(\/\/[^/@]*?)(:[^/@]*)?@/, '$1@')
}
