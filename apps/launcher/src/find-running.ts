import { createApiClient } from '@earmark/client'
import { readConnectionFile } from '@earmark/config'

/** Where nothing runs, the connection is refused at once; a busy machine may need longer for its answer. */
const PATIENCE_MS = 20_000

/**
 * Whether an earlier start on this home still serves: its API answers, and takes the home's own key.
 *
 * @returns the API's URL, or null
 */
export async function findRunning(home: string): Promise<string | null> {
  const connection = await readConnectionFile(home)
  if (!connection) return null
  const { apiUrl: url, apiKey: key } = connection
  try {
    await createApiClient({ url, key, timeoutMs: PATIENCE_MS }).listBatches({ limit: 1 })
    return url
  } catch {
    return null
  }
}
