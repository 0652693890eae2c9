-- Items are written less often and more cheaply, and nobody waits for the dispatcher, nor it for anybody.
--
-- An item was written three times, each time with new entries in all of its indexes: when it was claimed, taken and
-- finished. Claiming now writes nothing into it (the chunk knows its items), and taking it changes no column that an
-- index knows, so that Postgres keeps the row where it is (HOT). Mind that a column in the predicate of a partial index
-- counts: no index here may name `state`.

alter table earmark.chunks add column seqs bigint[] not null default '{}';
--> statement-breakpoint
update earmark.chunks c set seqs = array(
  select i.seq from earmark.items i where i.chunk_id = c.id and i.state in ('pending', 'running') order by i.seq);
--> statement-breakpoint
-- A chunk is written often (queued, taken, renewed, for each item that leaves it) and lives for a minute.
alter table earmark.chunks
  drop column size,
  set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
--> statement-breakpoint

drop index earmark.items_chunk, earmark.items_due, earmark.items_waiting, earmark.items_state;
--> statement-breakpoint
-- The room that 30 % leave holds the new versions of the items that are taken, until they are finished. A twentieth of a
-- large batch that is dead is a lot: vacuum comes sooner than Postgres' fifth.
alter table earmark.items
  drop column chunk_id,
  add column ended_state earmark.item_state
    generated always as (case when state in ('done', 'skipped', 'failed') then state end) stored,
  set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
--> statement-breakpoint
-- Items that wait for another try, or were handed back: pending, and in no chunk.
create index items_due on earmark.items (batch_id, due_at, seq) where due_at is not null;
--> statement-breakpoint
create index items_waiting on earmark.items (batch_id, seq) where due_at is not null;
--> statement-breakpoint
create index items_ended on earmark.items (batch_id, ended_state, seq) where ended_state is not null;
--> statement-breakpoint
-- What the circuit breaker asks: which batches have items that this bucket has refused for this reason.
create index items_troubled on earmark.items (batch_id, bucket, code, seq) where code is not null;
--> statement-breakpoint

-- While a retry puts a batch's items back, page by page, the batch does not end between two pages.
alter table earmark.batches
  add column retrying_until timestamptz,
  -- Pruning has begun: items are missing, so the batch cannot be retried any more.
  add column pruned_at timestamptz;
--> statement-breakpoint

create or replace view earmark.batch_progress as
select b.id as batch_id, b.name, b.state, b.priority, b.items_found as found,
  greatest(b.items_found - coalesce(c.done + c.skipped + c.failed, 0) - r.running, 0) as pending,
  r.running, coalesce(c.done, 0) as done, coalesce(c.skipped, 0) as skipped, coalesce(c.failed, 0) as failed,
  coalesce(c.windows, 0) as windows, coalesce(c.audio_s, 0) as audio_s,
  b.scanned_at is not null as scan_finished, b.created_at, b.finished_at
from earmark.batches b
left join lateral (
  select sum(done)::bigint as done, sum(skipped)::bigint as skipped, sum(failed)::bigint as failed,
    sum(windows)::bigint as windows, sum(audio_s) as audio_s
  from earmark.batch_counters where batch_id = b.id
) c on true
cross join lateral (
  select coalesce(sum(cardinality(k.seqs)), 0)::bigint as running
  from earmark.chunks k where k.batch_id = b.id and k.holder is not null
) r;
--> statement-breakpoint

-- Gives items of several batches to new chunks, for the dispatcher: one call for all that a round hands out. Of each
-- batch up to wanted[n] chunks of sizes[n] items: first those whose next try is due, then fresh ones in the order of the
-- scan. Fresh items are found by their number, never searched for: this costs the same with a thousand and with ten
-- million items. A batch that somebody else works on (a retry, a page of its scan) gets its turn in the next round.
create function earmark.claim_chunks(batch_ids bigint[], sizes integer[], wanted integer[])
returns table (chunk_id bigint, batch_id bigint)
language plpgsql
set search_path = pg_catalog, pg_temp
-- Rows are skipped where they are locked; this is for the locks that nobody thought of.
set lock_timeout = '1s'
as $$
#variable_conflict use_column
declare
  turn record;
  place record;
  chunk_seqs bigint[];
  chunks_left integer;
  first_fresh bigint;
begin
  for turn in select * from unnest(batch_ids, sizes, wanted) as t (id, size, chunks) loop
    select b.claimed_seq, b.items_found into place from earmark.batches b
    where b.id = turn.id and b.state in ('scanning', 'running')
    for no key update skip locked;
    continue when not found;
    chunks_left := turn.chunks;
    while chunks_left > 0 loop
      with due as (
        select i.seq from earmark.items i
        where i.batch_id = turn.id and i.due_at <= now() and i.state = 'pending'
        order by i.due_at, i.seq limit turn.size for update skip locked
      ), claimed as (
        update earmark.items i set due_at = null from due
        where i.batch_id = turn.id and i.seq = due.seq returning i.seq
      )
      select array_agg(claimed.seq order by claimed.seq) into chunk_seqs from claimed;
      exit when chunk_seqs is null;
      insert into earmark.chunks (batch_id, seqs) values (turn.id, chunk_seqs) returning id into chunk_id;
      batch_id := turn.id;
      return next;
      chunks_left := chunks_left - 1;
    end loop;
    first_fresh := place.claimed_seq + 1;
    while chunks_left > 0 and first_fresh <= place.items_found loop
      insert into earmark.chunks (batch_id, seqs)
      select turn.id, array_agg(n) from generate_series(first_fresh, least(first_fresh + turn.size - 1, place.items_found)) n
      returning id into chunk_id;
      batch_id := turn.id;
      return next;
      first_fresh := first_fresh + turn.size;
      chunks_left := chunks_left - 1;
    end loop;
    update earmark.batches b set claimed_seq = least(first_fresh - 1, place.items_found)
    where b.id = turn.id and first_fresh > place.claimed_seq + 1;
  end loop;
end
$$;
--> statement-breakpoint
revoke execute on function earmark.claim_chunks(bigint[], integer[], integer[]) from public;
