import { type SQL, sql } from 'drizzle-orm'

/**
 * The index of the window that an annotation `a` stands for: its own; of what was said of an object as a whole the window that
 * speaks most for the label, as classification `c` has it, or the only one that hearing `h` has. null where nothing tells.
 */
export const answeredWindow: SQL = sql`coalesce(a.window_index, c.peak_window, case h.windows when 1 then 0 end)`
