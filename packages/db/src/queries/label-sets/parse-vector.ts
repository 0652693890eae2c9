/** A vector as Postgres writes it: `[1,2,3]`. */
export const parseVector = (text: string): Float32Array =>
  Float32Array.from(JSON.parse(text) as number[])
