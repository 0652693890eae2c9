import { readConnectionFile } from '@earmark/config'

/**
 * The API that the examples talk to: EARMARK_API_URL and EARMARK_API_KEY, or the one that `npm start` runs from this folder.
 *
 * @throws Error where there is none
 */
export async function findApi(): Promise<{ url: string; key: string }> {
  const { EARMARK_API_URL, EARMARK_API_KEY, EARMARK_HOME = '.earmark' } = process.env
  if (EARMARK_API_URL && EARMARK_API_KEY) return { url: EARMARK_API_URL, key: EARMARK_API_KEY }
  const running = await readConnectionFile(EARMARK_HOME)
  if (!running) throw new Error('No Earmark runs here. Start one with npm start.')
  return { url: running.apiUrl, key: running.apiKey }
}
