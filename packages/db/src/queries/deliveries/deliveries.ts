import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'

export type Delivery = {
  id: string
  batchId: number
  kind: 'webhook' | 'report'
  attempts: number
  /** How long ago the first try was due. */
  ageS: number
  webhookUrl: string | null
  webhookSecret: string | null
  reportTo: string | null
}

/** Puts down what is to be told about a batch that has ended: in the same transaction as its end. */
export async function addDeliveries(tx: Database, batchIds: number[]): Promise<void> {
  if (batchIds.length === 0) return
  await tx.execute(sql`
    insert into earmark.deliveries (batch_id, kind, report_to)
    select id, kind, case kind when 'report' then report_to end from earmark.batches, unnest(array['webhook', 'report']) as kind
    where id = any (${sql.param(batchIds)}::bigint[])
      and case kind when 'webhook' then webhook_url is not null else report_to is not null end`)
}

/** Takes the deliveries that are due; each comes back by itself after `leaseS`, should this process die. */
export async function takeDueDeliveries(
  db: Database,
  leaseS: number,
  limit: number,
): Promise<Delivery[]> {
  const { rows } = await executeOnce<Delivery>(
    db,
    sql`
    update earmark.deliveries d set attempts = attempts + 1, due_at = now() + make_interval(secs => ${leaseS})
    from earmark.batches b
    where b.id = d.batch_id and d.id in (
      select id from earmark.deliveries where delivered_at is null and failed_at is null and due_at <= now()
      order by due_at limit ${limit} for update skip locked
    )
    returning d.id, d.batch_id as "batchId", d.kind, d.attempts,
      extract(epoch from now() - d.created_at)::float8 as "ageS", b.webhook_url as "webhookUrl",
      b.webhook_secret as "webhookSecret", d.report_to as "reportTo"`,
  )
  return rows
}

export type DeliveryOutcome =
  | { kind: 'delivered' }
  | { kind: 'retry'; delayS: number; message: string }
  | { kind: 'failed'; message: string }

/** Notes what came of a delivery, unless it was taken again meanwhile: then it is for the later try to say. */
export async function settleDelivery(
  db: Database,
  { id, attempts }: Pick<Delivery, 'id' | 'attempts'>,
  outcome: DeliveryOutcome,
): Promise<void> {
  const message = outcome.kind === 'delivered' ? null : outcome.message
  await db.execute(sql`
    update earmark.deliveries set message = ${message},
      delivered_at = case when ${outcome.kind} = 'delivered' then now() end,
      failed_at = case when ${outcome.kind} = 'failed' then now() end,
      due_at = now() + make_interval(secs => ${outcome.kind === 'retry' ? outcome.delayS : 0})
    where id = ${id} and attempts = ${attempts}`)
}
