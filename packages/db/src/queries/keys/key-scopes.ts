/** What a key may do beside what every key may: `sql`, to ask statements of its own (`POST /v1/sql`). */
export const keyScopes = ['sql'] as const

export type KeyScope = (typeof keyScopes)[number]
