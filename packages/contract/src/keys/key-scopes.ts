import { z } from 'zod'

export const scopes = ['read', 'submit', 'annotate', 'sql', 'admin'] as const

/** What a key may be allowed. */
export type Scope = (typeof scopes)[number]

/** Of a key that is made without saying. */
export const USUAL_SCOPES = ['read', 'submit', 'annotate'] as const satisfies readonly Scope[]

export const keyScopes = z.array(z.enum(scopes)).meta({
  description:
    'What the key may do. `read`: see what there is. `submit`: batches, watches, label sets, clips and all else that makes work or changes what is kept. `annotate`: say what is to be heard. `sql`: ask statements of its own (`POST /v1/sql`). `admin`: make, renew and revoke keys, and read the audit log.',
})
