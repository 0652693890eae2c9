import { Readable } from 'node:stream'
import { EarmarkError, reasonOf } from '@earmark/core'
import {
  type Database,
  type Delivery,
  type DeliveryOutcome,
  getBatch,
  settleDelivery,
  takeDueDeliveries,
} from '@earmark/db'
import type { Metrics } from '@earmark/metrics'
import { formatReport, placeReport, reportContentTypes } from '@earmark/report'
import type { ObjectStorage } from '@earmark/storage'
import type { Logger } from 'pino'
import type { AddressGuard } from './create-address-guard.js'
import { postWebhook } from './post-webhook.js'
import { signWebhook } from './sign-webhook.js'

export type DeliverDeps = {
  db: Database
  storage: ObjectStorage
  logger: Logger
  /** Where webhooks may go. */
  webhooks: AddressGuard
  metrics?: Metrics | undefined
}

const AT_ONCE = 8
/** A delivery whose worker died is taken up again after this: longer than any report takes to write. */
const LEASE_S = 900
const WEBHOOK_TIMEOUT_MS = 15_000
const GIVEN_UP_AFTER_S = 24 * 3600
const FIRST_DELAY_S = 5
const LONGEST_DELAY_S = 3600
/** "I am gone for good": nobody is to come again. */
const GONE = 410

/**
 * Sends the webhooks and writes the reports that are due, once each, and notes what came of it. Any number of workers
 * may do so: each delivery is taken by one.
 *
 * @returns how many were tried
 */
export async function deliver(deps: DeliverDeps, signal: AbortSignal): Promise<number> {
  const due = await takeDueDeliveries(deps.db, LEASE_S, AT_ONCE)
  await Promise.all(due.map((delivery) => deliverOne(deps, delivery, signal)))
  return due.length
}

async function deliverOne(
  deps: DeliverDeps,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<void> {
  const { id, kind, batchId, attempts } = delivery
  const outcome = await attempt(deps, delivery, signal)
  await settleDelivery(deps.db, delivery, outcome)
  deps.metrics?.add('earmark_deliveries_total', { kind, outcome: outcome.kind })
  const fields = { deliveryId: id, kind, batchId, attempts, outcome: outcome.kind }
  if (outcome.kind === 'delivered') deps.logger.info(fields, 'delivered')
  else deps.logger.warn({ ...fields, reason: outcome.message }, 'not delivered')
}

async function attempt(
  deps: DeliverDeps,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  try {
    if (delivery.kind === 'report') await writeReport(deps, delivery, signal)
    else await sendWebhook(deps, delivery, signal)
    return { kind: 'delivered' }
  } catch (error) {
    // A worker that stops has not failed anybody: another goes on at once.
    if (signal.aborted) return { kind: 'retry', delayS: 0, message: 'The worker was stopped.' }
    const isFinal = error instanceof EarmarkError && error.permanent
    const message = reasonOf(error)
    if (isFinal || delivery.ageS > GIVEN_UP_AFTER_S) return { kind: 'failed', message }
    return { kind: 'retry', delayS: delayS(delivery.attempts), message }
  }
}

/** 5 s, 10 s, … an hour, each with some chance in it, so that many do not come back at once. */
function delayS(attempts: number): number {
  const delay = Math.min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** (attempts - 1))
  return delay * (0.8 + Math.random() * 0.2)
}

async function writeReport(
  { db, storage }: DeliverDeps,
  { batchId, reportTo }: Delivery,
  signal: AbortSignal,
): Promise<void> {
  const { bucket, key, format } = placeReport(reportTo ?? '', batchId)
  const lines = Readable.from(encode(formatReport({ db }, { batchId, format })), {
    highWaterMark: 1,
  })
  const contentType = reportContentTypes[format]
  await storage.putObject({ bucket, key, body: lines, contentType, signal })
}

async function* encode(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const line of lines) yield Buffer.from(line)
}

async function sendWebhook(
  { db, webhooks }: DeliverDeps,
  { id, batchId, webhookUrl, webhookSecret }: Delivery,
  signal: AbortSignal,
): Promise<void> {
  const batch = await getBatch(db, batchId)
  const now = new Date()
  const body = JSON.stringify({
    type: `batch.${batch?.state}`,
    timestamp: now.toISOString(),
    data: batch,
  })
  const timestampS = Math.floor(now.getTime() / 1000)
  const url = new URL(webhookUrl ?? '')
  const timeout = AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)
  const status = await postWebhook(webhooks, url, {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Earmark',
      ...signWebhook({ id, timestampS, body }, webhookSecret ?? ''),
    },
    body,
    signal: AbortSignal.any([signal, timeout]),
  }).catch((error: unknown) => {
    if (error instanceof EarmarkError) throw error
    // Not why: whoever may name a receiver is not told which ports are open there.
    throw new Error(`${url.host} cannot be reached, or did not answer in time.`, { cause: error })
  })
  if (status >= 200 && status < 300) return
  const message = `${url.host} answered with status ${status}.`
  if (status === GONE) throw new EarmarkError('NOT_FOUND', message, { permanent: true })
  throw new Error(message)
}
