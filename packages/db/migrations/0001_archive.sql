-- The archive: what was asked (batches, items), what was heard (objects, hearings, embeddings) and
-- what it sounds like (label sets, classifications).
--
-- Conventions: every table lives in the schema "earmark"; ids are bigint identities; keys are compared
-- bytewise (collate "C"), as S3 orders them, so that prefixes use the index; seconds end in _s.

create schema if not exists earmark;
--> statement-breakpoint
-- In public, which is on everyone's search path: a role named earmark would otherwise get it into this schema.
create extension if not exists vector with schema public;
--> statement-breakpoint

create table earmark.api_keys (
  id bigint generated always as identity primary key,
  name text not null,
  -- SHA-256 of the key: keys are 256 random bits, so a slow password hash would add nothing.
  key_sha256 bytea not null unique,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
--> statement-breakpoint

create table earmark.models (
  id bigint generated always as identity primary key,
  name text not null,
  revision text not null,
  dtype text not null,
  kind text not null check (kind in ('clap', 'classifier')),
  -- exp(logit_scale_a): what a cosine is multiplied with before the softmax.
  -- Below 300, the softmax's exponentials need no shift to stay within float8.
  logit_scale double precision check (logit_scale > 0 and logit_scale <= 300),
  sample_rate integer not null,
  window_s double precision not null,
  files jsonb not null default '{}',
  created_at timestamptz not null default now(),
  unique (name, revision, dtype)
);
--> statement-breakpoint

create table earmark.objects (
  id bigint generated always as identity primary key,
  bucket text collate "C" not null,
  key text collate "C" not null,
  etag text not null,
  version_id text not null default '',
  size bigint not null,
  last_modified timestamptz,
  duration_s double precision,
  sample_rate integer,
  channels integer,
  codec text,
  created_at timestamptz not null default now(),
  unique (bucket, key, etag, version_id)
);
--> statement-breakpoint

-- One hearing is what one model heard in one object with one windowing: the work identity. Where a
-- hearing exists, the object is never decoded again for it.
create table earmark.hearings (
  id bigint generated always as identity primary key,
  object_id bigint not null references earmark.objects on delete cascade,
  model_id bigint not null references earmark.models,
  window_ms integer not null,
  hop_ms integer not null,
  windows integer not null,
  heard_at timestamptz not null default now(),
  unique (object_id, model_id, window_ms, hop_ms)
);
--> statement-breakpoint

-- halfvec: a row of about 1.1 KB stays in line, where vector(512) would go to TOAST.
create table earmark.embeddings (
  hearing_id bigint not null references earmark.hearings on delete cascade,
  window_index integer not null,
  -- The hearing's: search has an index of its own for each model, and an index knows one table only.
  model_id bigint not null references earmark.models,
  start_s double precision not null,
  end_s double precision not null,
  embedding halfvec(512) not null,
  primary key (hearing_id, window_index)
);
--> statement-breakpoint

create table earmark.label_sets (
  id bigint generated always as identity primary key,
  name text not null,
  version integer not null,
  template text not null,
  -- SHA-256 over everything that decides scores: equal content is the same version.
  content_sha256 bytea not null,
  created_at timestamptz not null default now(),
  unique (name, version),
  unique (name, content_sha256)
);
--> statement-breakpoint

create table earmark.labels (
  id bigint generated always as identity primary key,
  label_set_id bigint not null references earmark.label_sets on delete cascade,
  position integer not null,
  name text not null,
  prompts text[] not null check (cardinality(prompts) > 0),
  unique (label_set_id, position),
  unique (label_set_id, name)
);
--> statement-breakpoint
create index labels_name on earmark.labels (name);
--> statement-breakpoint

-- A prompt is encoded once, ever, for each model. Prompts can be longer than an index entry may be.
create table earmark.text_embeddings (
  model_id bigint not null references earmark.models,
  prompt_sha256 bytea not null,
  prompt text not null,
  embedding vector(512) not null,
  primary key (model_id, prompt_sha256)
);
--> statement-breakpoint

-- A label's vector under one model: the normalised mean of its prompts' embeddings. Storage is plain
-- because scoring reads each of these for every window: detoasting 2 KB would cost more than the product.
create table earmark.label_embeddings (
  label_id bigint not null references earmark.labels on delete cascade,
  model_id bigint not null references earmark.models,
  embedding vector(512) not null,
  primary key (label_id, model_id)
);
--> statement-breakpoint
alter table earmark.label_embeddings alter column embedding set storage plain;
--> statement-breakpoint

create table earmark.batches (
  id bigint generated always as identity primary key,
  name text,
  state text not null default 'scanning' check (state in
    ('scanning', 'running', 'paused', 'cancelling', 'cancelled', 'completed', 'completed_with_failures', 'failed')),
  source jsonb not null,
  model_id bigint not null references earmark.models,
  window_ms integer not null check (window_ms > 0),
  hop_ms integer not null check (hop_ms > 0 and hop_ms <= window_ms),
  -- 1 (last) to 10 (first).
  priority smallint not null default 5 check (priority between 1 and 10),
  -- Rows kept per object and label set; null: all for sets of up to 20 labels, otherwise 10.
  keep_top integer check (keep_top > 0),
  api_key_id bigint references earmark.api_keys,
  -- The scan's place: committed with the items it found.
  scan_cursor text,
  scanned_at timestamptz,
  items_found bigint not null default 0,
  -- Items up to here have been given to chunks at least once, so claiming never searches.
  claimed_seq bigint not null default 0,
  code text,
  reason text,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
--> statement-breakpoint
create index batches_active on earmark.batches (id) where state in ('scanning', 'running', 'cancelling');
--> statement-breakpoint

create table earmark.batch_label_sets (
  batch_id bigint not null references earmark.batches on delete cascade,
  label_set_id bigint not null references earmark.label_sets,
  position integer not null,
  primary key (batch_id, label_set_id)
);
--> statement-breakpoint

create type earmark.item_state as enum ('pending', 'running', 'done', 'skipped', 'failed');
--> statement-breakpoint

create table earmark.items (
  batch_id bigint not null references earmark.batches on delete cascade,
  seq bigint not null,
  bucket text collate "C" not null,
  key text collate "C" not null,
  etag text,
  version_id text,
  size bigint,
  state earmark.item_state not null default 'pending',
  -- Set while the item belongs to a queued or running chunk.
  chunk_id bigint,
  attempts smallint not null default 0,
  -- How often its process died while it was alone at work: twice makes it poison.
  crashes smallint not null default 0,
  -- Set on an item that waits for another try (or was handed back): due from then on.
  due_at timestamptz,
  code text,
  message text,
  object_id bigint,
  hearing_id bigint,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (batch_id, seq)
);
--> statement-breakpoint
create index items_chunk on earmark.items (chunk_id) where chunk_id is not null;
--> statement-breakpoint
create index items_due on earmark.items (batch_id, due_at, seq) where state = 'pending' and due_at is not null;
--> statement-breakpoint
-- A page of items in one state costs the same however large the batch is. Fresh items are found by their number, and enter
-- no index before they end; those that wait for another try are few, and in the second one.
create index items_state on earmark.items (batch_id, state, seq) where state <> 'pending';
--> statement-breakpoint
create index items_waiting on earmark.items (batch_id, seq) where state = 'pending' and due_at is not null;
--> statement-breakpoint
create index items_hearing on earmark.items (hearing_id, batch_id) where hearing_id is not null;
--> statement-breakpoint

-- A chunk exists from when its items are claimed until the last of them is finished. queued_at is null
-- until a queue has taken it (an outbox): whatever the queue forgets is found here and queued again.
create table earmark.chunks (
  id bigint generated always as identity primary key,
  batch_id bigint not null references earmark.batches on delete cascade,
  size integer not null,
  queued_at timestamptz,
  holder text,
  lease_until timestamptz,
  takes integer not null default 0,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create index chunks_batch on earmark.chunks (batch_id);
--> statement-breakpoint

-- Counters in shards, so that workers that finish chunks of one batch do not wait for each other.
create table earmark.batch_counters (
  batch_id bigint not null references earmark.batches on delete cascade,
  shard smallint not null,
  done bigint not null default 0,
  skipped bigint not null default 0,
  failed bigint not null default 0,
  windows bigint not null default 0,
  audio_s double precision not null default 0,
  primary key (batch_id, shard)
) with (fillfactor = 50);
--> statement-breakpoint

-- similarity and probability are means over the windows; the peak is the window that speaks most for the label.
-- No foreign keys: checking two for each row would take as long as writing it, and every worker would lock the same few
-- labels. The scorer locks the hearings and the label set once for all rows instead, and triggers delete what
-- belongs to a hearing or a label that goes. See docs/decisions/scores-without-foreign-keys.md.
create table earmark.classifications (
  hearing_id bigint not null,
  label_id bigint not null,
  probability real not null,
  similarity real,
  peak_probability real not null,
  peak_window integer not null,
  primary key (hearing_id, label_id)
);
--> statement-breakpoint
create index classifications_label on earmark.classifications (label_id, probability desc, hearing_id desc);
--> statement-breakpoint

-- Says that a hearing was scored under a label set, also where no row was kept.
create table earmark.scorings (
  hearing_id bigint not null,
  label_set_id bigint not null,
  keep_top integer not null,
  scored_at timestamptz not null default now(),
  primary key (hearing_id, label_set_id)
);
--> statement-breakpoint

create function earmark.delete_scores_of_hearings() returns trigger
language plpgsql as $$
begin
  delete from earmark.classifications c using gone where c.hearing_id = gone.id;
  delete from earmark.scorings s using gone where s.hearing_id = gone.id;
  return null;
end
$$;
--> statement-breakpoint
create trigger delete_scores after delete on earmark.hearings
referencing old table as gone for each statement execute function earmark.delete_scores_of_hearings();
--> statement-breakpoint

create function earmark.delete_scores_of_labels() returns trigger
language plpgsql as $$
begin
  delete from earmark.classifications c using gone where c.label_id = gone.id;
  delete from earmark.scorings s where s.label_set_id in (select gone.label_set_id from gone)
    and not exists (select from earmark.labels l where l.label_set_id = s.label_set_id);
  return null;
end
$$;
--> statement-breakpoint
create trigger delete_scores after delete on earmark.labels
referencing old table as gone for each statement execute function earmark.delete_scores_of_labels();
--> statement-breakpoint

create function earmark.truncate_scores() returns trigger
language plpgsql as $$
begin
  truncate earmark.classifications, earmark.scorings;
  return null;
end
$$;
--> statement-breakpoint
create trigger truncate_scores after truncate on earmark.hearings
for each statement execute function earmark.truncate_scores();
--> statement-breakpoint
create trigger truncate_scores after truncate on earmark.labels
for each statement execute function earmark.truncate_scores();
--> statement-breakpoint

-- Who leads: a row instead of an advisory lock, because the embedded Postgres has one session for all its clients.
create table earmark.leases (
  name text primary key,
  holder text not null,
  until timestamptz not null
);
--> statement-breakpoint

create view earmark.results as
select o.bucket, o.key, l.name as label, c.probability, c.similarity,
  c.peak_probability,
  c.peak_window * h.hop_ms / 1000.0::double precision as peak_start_s,
  least(c.peak_window * h.hop_ms / 1000.0::double precision + h.window_ms / 1000.0::double precision, o.duration_s) as peak_end_s,
  ls.name as label_set, ls.version as label_set_version, ls.template,
  m.name as model, m.revision as model_revision, m.kind as model_kind,
  o.duration_s, h.windows, h.window_ms / 1000.0::double precision as window_s, h.hop_ms / 1000.0::double precision as hop_s,
  o.etag, o.version_id, h.heard_at,
  o.id as object_id, h.id as hearing_id, l.id as label_id, ls.id as label_set_id, m.id as model_id
from earmark.classifications c
join earmark.hearings h on h.id = c.hearing_id
join earmark.objects o on o.id = h.object_id
join earmark.labels l on l.id = c.label_id
join earmark.label_sets ls on ls.id = l.label_set_id
join earmark.models m on m.id = h.model_id;
--> statement-breakpoint

create view earmark.top_labels as
select o.bucket, o.key, ls.name as label_set, ls.version as label_set_version, best.label, best.probability, best.similarity,
  m.name as model, m.revision as model_revision, m.kind as model_kind, o.duration_s, h.heard_at, o.etag,
  o.id as object_id, h.id as hearing_id, best.label_id, ls.id as label_set_id, m.id as model_id
from earmark.scorings s
join earmark.hearings h on h.id = s.hearing_id
join earmark.objects o on o.id = h.object_id
join earmark.models m on m.id = h.model_id
join earmark.label_sets ls on ls.id = s.label_set_id
cross join lateral (
  select l.id as label_id, l.name as label, c.probability, c.similarity
  from earmark.labels l join earmark.classifications c on c.label_id = l.id and c.hearing_id = h.id
  where l.label_set_id = ls.id
  order by c.probability desc, l.position limit 1
) best;
--> statement-breakpoint

create view earmark.failures as
select i.batch_id, i.seq, i.bucket, i.key, i.code, i.message, i.attempts, i.finished_at
from earmark.items i where i.state = 'failed';
--> statement-breakpoint

create view earmark.batch_progress as
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
  select count(*) as running from earmark.items i where i.batch_id = b.id and i.state = 'running'
) r;
