import { setTimeout as sleep } from 'node:timers/promises'
import { askApi } from './ask-api.js'
import type { Site } from './start-site.js'

type Batch = { id: number; state: string }

const LABELS = ['siren', 'train']

/** Tags what lies under a prefix and waits for the batch's end. @returns its number */
export async function tag(
  site: Pick<Site, 'url' | 'apiKey'>,
  prefix: string,
  labelSet: { name?: string; labels: string[] } = { labels: LABELS },
): Promise<number> {
  const { id } = await askApi<Batch>(site, '/v1/batches', {
    name: prefix,
    source: { prefix },
    labelSets: [labelSet],
  })
  for (;;) {
    const { state } = await askApi<Batch>(site, `/v1/batches/${id}`)
    if (/^completed/.test(state)) return id
    if (!/scanning|running/.test(state)) throw new Error(`batch ${id} of ${prefix} is ${state}`)
    await sleep(250)
  }
}
