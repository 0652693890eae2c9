import { type ApiClient, ApiError } from '@earmark/client'
import { UsageError } from '../../errors/usage-error.js'

/**
 * The number of a watch that is named by its number or its name. A name of digits is a name where no watch has that number.
 *
 * @throws ApiError or UsageError where there is none, with the nearest names
 */
export async function findWatch(
  api: Pick<ApiClient, 'getWatch' | 'listWatches'>,
  reference: string,
  signal: AbortSignal,
): Promise<number> {
  const isNumber = /^[1-9]\d{0,14}$/.test(reference)
  const missing = isNumber ? await findNumber(api, Number(reference), signal) : null
  if (isNumber && missing === null) return Number(reference)
  try {
    const { items } = await api.listWatches({ name: reference }, { signal })
    if (items[0]) return items[0].id
  } catch (error) {
    throw missing ?? error
  }
  throw new UsageError(`There is no watch ${JSON.stringify(reference)}.`)
}

/** @returns what the API says where there is none; null where there is one */
async function findNumber(
  api: Pick<ApiClient, 'getWatch'>,
  id: number,
  signal: AbortSignal,
): Promise<ApiError | null> {
  try {
    await api.getWatch({ id }, { signal })
    return null
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND') return error
    throw error
  }
}
