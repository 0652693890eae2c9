import { countRecordings, type Database, type RecordingRule } from '@earmark/db'
import { formatS3Url } from '@earmark/storage'

/** How many objects below an address have a time, as HTTP shows it. */
export async function describeRecordings(
  db: Database,
  address: { bucket: string; keyPrefix: string } | undefined,
  isPending: boolean,
) {
  const { examples, ...counts } = await countRecordings(db, address ?? {})
  return { ...counts, examples: examples.map(formatS3Url), isPending }
}

export function describeRule({ bucket, keyPrefix, ...rule }: RecordingRule) {
  return { ...rule, prefix: bucket === '' ? null : formatS3Url({ bucket, key: keyPrefix }) }
}

/** What may be amiss with a rule; null where nothing is. */
export function explainRule(
  patterns: readonly string[],
  { objects, byKey, impossible, examples }: Awaited<ReturnType<typeof describeRecordings>>,
): string | null {
  const [example] = examples
  if (objects === 0 || example === undefined) return null
  const count = (n: number) => n.toLocaleString('en')
  if (byKey + impossible === 0) {
    return `No key fits ${patterns.map((pattern) => JSON.stringify(pattern)).join(' or ')}, of ${count(objects)}: ${example} does not.`
  }
  if (impossible > 0)
    return `${count(impossible)} of ${count(objects)} name no date that there is, such as ${example}.`
  return byKey < objects
    ? `${count(objects - byKey)} of ${count(objects)} keys do not fit, such as ${example}.`
    : null
}
