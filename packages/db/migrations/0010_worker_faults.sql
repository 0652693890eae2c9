-- Workers that say of themselves that they cannot work, and why: one row each, for as long as it lasts.
create table earmark.worker_faults (
  holder text primary key,
  model_id bigint not null references earmark.models on delete cascade,
  reason text not null,
  since timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
create index on earmark.worker_faults (model_id);
