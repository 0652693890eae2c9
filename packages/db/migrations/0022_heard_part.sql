-- How much of a chunk's running items is heard, in items: a recording of hours is not at nothing until it is done.
alter table earmark.chunks add column heard_part real not null default 0;
--> statement-breakpoint

create or replace view earmark.batch_progress as
select b.id as batch_id, b.name, b.state, b.priority, b.items_found as found,
  greatest(b.items_found - coalesce(c.done + c.skipped + c.failed, 0) - r.running, 0) as pending,
  r.running, coalesce(c.done, 0) as done, coalesce(c.skipped, 0) as skipped, coalesce(c.failed, 0) as failed,
  coalesce(c.windows, 0) as windows, coalesce(c.audio_s, 0) as audio_s,
  b.scanned_at is not null as scan_finished, b.created_at, b.finished_at,
  b.left_out, least(r.heard_part, r.running) as heard_part
from earmark.batches b
left join lateral (
  select sum(done)::bigint as done, sum(skipped)::bigint as skipped, sum(failed)::bigint as failed,
    sum(windows)::bigint as windows, sum(audio_s) as audio_s
  from earmark.batch_counters where batch_id = b.id
) c on true
cross join lateral (
  select coalesce(sum(cardinality(k.seqs)), 0)::bigint as running, coalesce(sum(k.heard_part), 0)::float8 as heard_part
  from earmark.chunks k where k.batch_id = b.id and k.holder is not null
) r;
--> statement-breakpoint

comment on column earmark.batch_progress.left_out is 'Objects under the prefix that are no audio, by name or by type: not among found.';
--> statement-breakpoint
comment on column earmark.batch_progress.heard_part is 'How much of the running items is heard, in items: of one long recording, its share.';
