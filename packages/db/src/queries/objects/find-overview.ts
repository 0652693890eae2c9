import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { StoredOverview } from '../hearings/save-overviews.js'

/**
 * What a long recording looks like at a glance, as its worker wrote it down: of this object or of another with the same bytes.
 *
 * @returns null where it is short, or was heard before overviews were kept
 */
export async function findOverview(
  db: Database,
  { id, etag, size }: { id: number; etag: string; size: number },
): Promise<StoredOverview | null> {
  const { rows } = await db.execute<StoredOverview>(sql`
    select v.peak_s as "peakS", v.peaks, v.spectrum_s as "spectrumS", v.bands, v.spectra
    from earmark.objects o join earmark.overviews v on v.object_id = o.id
    where o.etag = ${etag} and o.size = ${size}
    order by (o.id = ${id}) desc, o.id limit 1`)
  return rows[0] ?? null
}
