-- What was answered to requests that carry an Idempotency-Key, kept for a day: who sends one again gets the same answer,
-- and nothing is made twice. A row is written in the transaction that makes what the answer tells of.
create table earmark.idempotency_keys (
  api_key_id bigint not null references earmark.api_keys on delete cascade,
  key text not null check (length(key) between 1 and 255),
  -- SHA-256 of method, path and body: the same key with another request is a mistake.
  request_sha256 bytea not null,
  -- null only while the transaction that makes it is under way, which nobody else sees.
  status smallint,
  location text,
  -- As it was sent, so that a later version answers with the very same.
  body text,
  created_at timestamptz not null default now(),
  primary key (api_key_id, key)
);
--> statement-breakpoint
create index idempotency_keys_created on earmark.idempotency_keys (created_at);
