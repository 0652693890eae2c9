/** What a key may do, as people read it: in the order of the contract. */
export const SCOPES = [
  { scope: 'read', may: 'see what there is, and hear it' },
  { scope: 'submit', may: 'make work, and change what is kept' },
  { scope: 'annotate', may: 'say what is to be heard' },
  { scope: 'sql', may: 'ask statements of its own' },
  { scope: 'admin', may: 'manage keys, and see who did what' },
] as const

export type Scope = (typeof SCOPES)[number]['scope']

/** Of a key that is made without saying. */
export const USUAL_SCOPES: readonly Scope[] = ['read', 'submit', 'annotate']
