import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** A long recording at a glance: see Overview in packages/core. */
export type StoredOverview = {
  /** Seconds that a pair of peaks stands for. */
  peakS: number
  /** Pairs of 16 bits, little end first: the lowest sample and the highest. */
  peaks: Buffer
  /** Seconds that a spectrum stands for. */
  spectrumS: number
  bands: number
  spectra: Buffer
}

/** What is there already stays: the same bytes give the same overview. */
export async function saveOverviews(
  tx: Database,
  overviews: (StoredOverview & { objectId: number })[],
): Promise<void> {
  for (const { objectId, peakS, peaks, spectrumS, bands, spectra } of overviews) {
    await tx.execute(sql`
      insert into earmark.overviews (object_id, peak_s, peaks, spectrum_s, bands, spectra)
      values (${objectId}, ${peakS}, ${peaks}, ${spectrumS}, ${bands}, ${spectra})
      on conflict (object_id) do nothing`)
  }
}
