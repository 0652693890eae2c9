/**
 * What a key may do: `read` what there is, `submit` work and change what is kept, `annotate`, ask `sql` of its own, and
 * `admin`: manage keys and read the audit log.
 */
export const keyScopes = ['read', 'submit', 'annotate', 'sql', 'admin'] as const

export type KeyScope = (typeof keyScopes)[number]

/** Of a key that is made without saying. */
export const usualScopes = ['read', 'submit', 'annotate'] as const satisfies readonly KeyScope[]
