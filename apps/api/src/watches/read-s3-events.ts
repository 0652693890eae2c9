import type { WatchEvent } from '@earmark/db'
import { z } from 'zod'
import { invalidRequest } from '../http/http-problem.js'
import { isTooDeep } from '../http/is-too-deep.js'
import { shortenText } from '../http/shorten.js'

// The shapes, as their senders describe them:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html

export type Notification =
  /** @property told how many there were, with those of no interest */
  | { kind: 'events'; told: number; events: WatchEvent[] }
  /** Somebody asks whether the topic may send here. */
  | { kind: 'subscription'; confirmUrl: string }
  /** A test, or the end of a subscription: nothing to do. */
  | { kind: 'nothing' }

/** What says that there is something to hear, and what that there no longer is. All else changes no audio. */
const CREATED =
  /^(s3:)?ObjectCreated:|^(s3:)?ObjectRestore:Completed$|^Object (Created|Restore Completed)$/
const REMOVED = /^(s3:)?(ObjectRemoved|LifecycleExpiration):|^Object Deleted$/

const object = z.object({
  key: z.string().min(1),
  size: z.number().int().nonnegative().nullish(),
  eTag: z.string().nullish(),
  etag: z.string().nullish(),
  versionId: z.string().nullish(),
  'version-id': z.string().nullish(),
  sequencer: z.string().nullish(),
})
const bucket = z.object({ name: z.string().min(1) })
const s3Records = z.object({
  Records: z.array(z.object({ eventName: z.string(), s3: z.object({ bucket, object }) })),
})
const s3Test = z.object({ Event: z.literal('s3:TestEvent') })
const eventBridge = z.object({
  source: z.string(),
  'detail-type': z.string(),
  detail: z.object({ bucket, object }),
})
const snsNotification = z.object({ Type: z.literal('Notification'), Message: z.string() })
const snsSubscription = z.object({
  Type: z.literal('SubscriptionConfirmation'),
  SubscribeURL: z.string(),
})
const snsEnd = z.object({ Type: z.literal('UnsubscribeConfirmation') })

/**
 * What a notification says, whoever wraps it: S3 itself (and servers that speak as it does), SNS around it, or
 * EventBridge.
 *
 * @throws HttpProblem 400 where it is none of these
 */
export function readS3Events(body: unknown): Notification {
  const wrapped = snsNotification.safeParse(body)
  if (wrapped.success) return readUnwrapped(parseMessage(wrapped.data.Message))
  const subscription = snsSubscription.safeParse(body)
  if (subscription.success)
    return { kind: 'subscription', confirmUrl: subscription.data.SubscribeURL }
  if (snsEnd.safeParse(body).success) return { kind: 'nothing' }
  return readUnwrapped(body)
}

function readUnwrapped(body: unknown): Notification {
  const records = s3Records.safeParse(body)
  if (records.success) {
    const events = records.data.Records.flatMap(({ eventName, s3 }) =>
      // In this shape keys are encoded as in a form: + is a space.
      toEvent(s3.bucket.name, { ...s3.object, key: decodeKey(s3.object.key) }, eventName),
    )
    return { kind: 'events', told: records.data.Records.length, events: latestOfEach(events) }
  }
  if (s3Test.safeParse(body).success) return { kind: 'nothing' }
  const event = eventBridge.safeParse(body)
  if (event.success) {
    const { detail, 'detail-type': type } = event.data
    return { kind: 'events', told: 1, events: toEvent(detail.bucket.name, detail.object, type) }
  }
  throw invalidRequest([
    {
      field: 'body',
      message:
        'body is no event notification of S3, SNS or EventBridge: it has neither Records, nor Type, nor a detail-type with its detail.',
    },
  ])
}

function parseMessage(message: string): unknown {
  if (isTooDeep(message)) {
    const tooDeep = 'Message is nested deeper than any notification.'
    throw invalidRequest([{ field: 'Message', value: shortenText(message), message: tooDeep }])
  }
  try {
    return JSON.parse(message)
  } catch {
    throw invalidRequest([{ field: 'Message', message: 'Message is not JSON.' }])
  }
}

function toEvent(
  bucketName: string,
  { key, size, eTag, etag, versionId, 'version-id': version, sequencer }: z.output<typeof object>,
  name: string,
): WatchEvent[] {
  const isRemoved = REMOVED.test(name)
  if (!isRemoved && !CREATED.test(name)) return []
  if (key.includes('\0')) {
    throw invalidRequest([{ field: 'key', message: 'key must not contain NUL.' }])
  }
  return [
    {
      bucket: bucketName,
      key,
      etag: (eTag ?? etag ?? null)?.replace(/^"(.*)"$/, '$1') ?? null,
      size: size ?? null,
      versionId: versionId ?? version ?? null,
      sequencer: readSequencer(sequencer ?? ''),
      isRemoved,
    },
  ]
}

/**
 * Makes sequencers comparable as texts. S3's are hexadecimal and of different lengths, and compared after the shorter one
 * was filled up with zeros on its right: without such zeros, as texts.
 * https://repost.aws/knowledge-center/s3-duplicate-sqs-messages
 */
function readSequencer(sequencer: string): string {
  if (!/^[0-9a-f]+$/i.test(sequencer)) return ''
  return sequencer.toLowerCase().replace(/0+$/, '') || '0'
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    throw invalidRequest([
      { field: 'key', value: key, message: `key ${JSON.stringify(key)} is not URL-encoded.` },
    ])
  }
}

/** Of several events of one key, the one that happened last; without sequencers, the one that stands last. */
function latestOfEach(events: readonly WatchEvent[]): WatchEvent[] {
  const latest = new Map<string, WatchEvent>()
  for (const event of events) {
    const name = `${event.bucket}/${event.key}`
    const known = latest.get(name)
    if (!known || event.sequencer >= known.sequencer) latest.set(name, event)
  }
  return [...latest.values()]
}
