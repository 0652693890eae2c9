-- What an autoscaler asks every few seconds, so it reads counters and small indexes and never an item: its cost does not
-- depend on how many objects a batch has. A batch that is scanned, ends or is cancelled needs a worker too, as do reports,
-- webhooks, re-taggings and events of a bucket; schedules do not, since what they begin at some hour is no work yet.

create view earmark.worker_demand as
select m.id as model_id, m.name as model, m.revision, m.dtype,
  coalesce(b.items, 0)::bigint as items,
  coalesce(b.batches, 0)::bigint as batches,
  coalesce(r.retaggings, 0)::bigint as retaggings,
  coalesce(d.deliveries, 0)::bigint as deliveries,
  coalesce(w.watches, 0)::bigint as watches,
  greatest(coalesce(b.items, 0),
    case when coalesce(b.batches, 0) + coalesce(r.retaggings, 0) + coalesce(d.deliveries, 0) + coalesce(w.watches, 0) > 0 then 1 else 0 end
  )::bigint as demand,
  m.worker_seen_at
from earmark.models m
left join (
  select model_id, count(*) as batches, sum(unfinished) as items
  from (
    select a.model_id,
      case when a.state in ('scanning', 'running')
        then greatest(a.items_found - coalesce((
          select sum(c.done + c.skipped + c.failed) from earmark.batch_counters c where c.batch_id = a.id), 0), 0)
        else 0
      end as unfinished
    from earmark.batches a
    -- The first three as an index has them; a paused one is asked for only where its bucket's server is away, and a worker looks again.
    where a.state in ('scanning', 'running', 'cancelling')
    union all
    select p.model_id, 0 from earmark.batches p where p.state = 'paused' and p.probe_at is not null
  ) active
  group by model_id
) b on b.model_id = m.id
left join (
  select model_id, count(*) as retaggings from earmark.retaggings where state in ('queued', 'running') group by model_id
) r on r.model_id = m.id
left join (
  select e.model_id, count(*) as deliveries
  from earmark.deliveries o join earmark.batches e on e.id = o.batch_id
  where o.delivered_at is null and o.failed_at is null and o.due_at <= now()
  group by e.model_id
) d on d.model_id = m.id
left join (
  select (s.settings->>'modelId')::bigint as model_id, count(*) as watches
  from earmark.watches s
  where s.is_active and exists (select from earmark.watch_events v where v.watch_id = s.id and not v.is_taken)
  group by 1
) w on w.model_id = m.id;
--> statement-breakpoint
comment on view earmark.worker_demand is 'What waits for workers of each model, for an autoscaler: its cost does not depend on how many objects there are.';
comment on column earmark.worker_demand.model_id is 'Identifies the model.';
comment on column earmark.worker_demand.model is 'The model''s name, such as laion/clap-htsat-unfused.';
comment on column earmark.worker_demand.revision is 'The model''s revision.';
comment on column earmark.worker_demand.dtype is 'Which of its files: fp32, fp16 or q8.';
comment on column earmark.worker_demand.items is 'Objects of active batches that are not finished, as far as their scans have come: waiting and at work.';
comment on column earmark.worker_demand.batches is 'Batches that need a worker: scanning, running, being cancelled, or paused until their bucket''s server answers.';
comment on column earmark.worker_demand.retaggings is 'Re-taggings that are queued or run.';
comment on column earmark.worker_demand.deliveries is 'Webhooks and reports that are due.';
comment on column earmark.worker_demand.watches is 'Watches whose events wait to become a batch.';
comment on column earmark.worker_demand.demand is 'Unfinished objects, and at least 1 where anything else needs a worker; 0 where none is needed.';
comment on column earmark.worker_demand.worker_seen_at is 'When a worker last said that it runs the model; null where none ever did.';
