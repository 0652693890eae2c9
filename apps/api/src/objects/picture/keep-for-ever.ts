/** An object's id stands for one ETag: what is made of its bytes never changes. For the caller alone, since a key is needed. */
export const KEEP_FOR_EVER = 'private, max-age=86400, immutable'
