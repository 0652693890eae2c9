-- Archives of millions: batches that can be steered, audio that is heard once however many objects hold it,
-- buckets that refuse, reports, webhooks and watches.

-- Equal audio is embedded once: by the object's ETag and size before anything is read, and by the SHA-256 of
-- the decoded samples where the files differ and the sound does not.
create index objects_content on earmark.objects (etag, size);
--> statement-breakpoint
alter table earmark.hearings add column samples_sha256 bytea;
--> statement-breakpoint
create index hearings_samples on earmark.hearings (samples_sha256, model_id) where samples_sha256 is not null;
--> statement-breakpoint

-- Copies what was heard in one object to another that holds the same audio. Returns the hearing's id.
create function earmark.copy_hearing(source_id bigint, to_object_id bigint) returns bigint
language plpgsql as $$
declare
  copied bigint;
begin
  insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows, samples_sha256)
  select to_object_id, model_id, window_ms, hop_ms, windows, samples_sha256 from earmark.hearings where id = source_id
  on conflict (object_id, model_id, window_ms, hop_ms) do nothing
  returning id into copied;
  if copied is null then
    select h.id into copied from earmark.hearings h join earmark.hearings s
      on (h.model_id, h.window_ms, h.hop_ms) = (s.model_id, s.window_ms, s.hop_ms)
    where s.id = source_id and h.object_id = to_object_id;
    return copied;
  end if;
  insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
  select copied, window_index, model_id, start_s, end_s, embedding from earmark.embeddings where hearing_id = source_id;
  return copied;
end
$$;
--> statement-breakpoint

-- How a bucket answers: counted only while it refuses, so that a healthy bucket costs nothing.
create table earmark.bucket_refusals (
  bucket text collate "C" primary key,
  refused integer not null,
  first_at timestamptz not null default now(),
  code text not null,
  message text not null
);
--> statement-breakpoint

alter table earmark.batches
  add column webhook_url text,
  add column webhook_secret text,
  -- s3://bucket/key prefix that the report is written under when the batch has ended.
  add column report_to text,
  add column watch_id bigint,
  add column retried_at timestamptz,
  -- Paused because this bucket's server is away: it is asked again at probe_at, and the batch goes on when it answers.
  add column probe_bucket text,
  add column probe_at timestamptz;
--> statement-breakpoint
create index batches_probe on earmark.batches (probe_at) where probe_at is not null;
--> statement-breakpoint
create index batches_finished on earmark.batches (finished_at) where finished_at is not null;
--> statement-breakpoint

-- What is to be told to others, kept until it was: an outbox. The id stays the same over all attempts, so that
-- a receiver can tell a second delivery.
create table earmark.deliveries (
  id uuid primary key default gen_random_uuid(),
  batch_id bigint not null references earmark.batches on delete cascade,
  kind text not null check (kind in ('webhook', 'report')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  delivered_at timestamptz,
  failed_at timestamptz,
  message text,
  created_at timestamptz not null default now(),
  unique (batch_id, kind, created_at)
);
--> statement-breakpoint
create index deliveries_due on earmark.deliveries (due_at) where delivered_at is null and failed_at is null;
--> statement-breakpoint

-- A saved source that is scanned again and again, and that events add to.
create table earmark.watches (
  id bigint generated always as identity primary key,
  name text not null unique,
  source jsonb not null,
  bucket text collate "C" not null,
  prefix text collate "C" not null,
  settings jsonb not null,
  every_s integer check (every_s >= 60),
  cron text,
  time_zone text,
  api_key_id bigint references earmark.api_keys,
  is_active boolean not null default true,
  last_run_at timestamptz,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
alter table earmark.batches add constraint batches_watch foreign key (watch_id) references earmark.watches on delete set null;
--> statement-breakpoint

-- Objects that event notifications have named, until a batch takes them up. The sequencer orders the events
-- of one key: an older one that comes late is dropped.
create table earmark.watch_events (
  watch_id bigint not null references earmark.watches on delete cascade,
  bucket text collate "C" not null,
  key text collate "C" not null,
  etag text,
  size bigint,
  version_id text,
  sequencer text not null default '',
  is_taken boolean not null default false,
  received_at timestamptz not null default now(),
  primary key (watch_id, bucket, key)
);
--> statement-breakpoint
create index watch_events_waiting on earmark.watch_events (watch_id, received_at) where not is_taken;
