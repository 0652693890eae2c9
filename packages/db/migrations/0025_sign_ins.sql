-- Browsers that are signed in, and codes that sign one in, once. A key that is deleted takes them with it; one that is
-- revoked opens nothing by them.
create table earmark.sign_ins (
  -- SHA-256 of 128 random bits or more: what opens is stored nowhere.
  token_sha256 bytea primary key,
  kind text not null check (kind in ('code', 'session')),
  api_key_id bigint not null references earmark.api_keys on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
