import { createHmac } from 'node:crypto'

/** What signs for one day and region: the secret itself never does. */
export interface SigningKey {
  /** `20130524T000000Z`, of the request. */
  date: string
  /** `20130524/us-east-1/s3/aws4_request`. */
  scope: string
  key: Buffer
}

export function makeSigningKey(
  secret: string,
  { day, region }: { day: string; region: string },
  date: string,
): SigningKey {
  const parts = [day, region, 's3', 'aws4_request']
  let key: Buffer = Buffer.from(`AWS4${secret}`)
  for (const part of parts) key = createHmac('sha256', key).update(part).digest()
  return { date, scope: parts.join('/'), key }
}

/** @param hashes what is signed, after the first three lines that all signatures have */
export function sign({ date, scope, key }: SigningKey, kind: string, ...hashes: string[]): string {
  return createHmac('sha256', key)
    .update([kind, date, scope, ...hashes].join('\n'))
    .digest('hex')
}
