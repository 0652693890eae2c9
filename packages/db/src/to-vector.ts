import pgvector from 'pgvector'

/** An embedding as Postgres takes it: cast the parameter to vector or halfvec. */
export function toVector(embedding: Float32Array): string {
  return pgvector.toSql(Array.from(embedding)) as string
}
