-- Who did what, from where: added to, and never changed. Not for earmark_reader: it has addresses of people.
create table earmark.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- The name that the API key had then, or who ran the command.
  actor text not null,
  -- Without a reference: what was done stays, whatever becomes of the key.
  api_key_id bigint,
  -- By the name that the API gives it, such as createBatch.
  action text not null,
  -- What it was done to, such as /v1/batches/7.
  subject text not null,
  -- Where the request came from.
  source text not null
);
--> statement-breakpoint
create index audit_action on earmark.audit (action, id desc);
--> statement-breakpoint
create function earmark.refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'The audit log is only added to: % is refused.', lower(tg_op);
end
$$;
--> statement-breakpoint
revoke execute on function earmark.refuse_change() from public;
--> statement-breakpoint
create trigger audit_unchanged before update or delete on earmark.audit
  for each row execute function earmark.refuse_change();
--> statement-breakpoint
create trigger audit_kept before truncate on earmark.audit
  for each statement execute function earmark.refuse_change();
--> statement-breakpoint
comment on table earmark.audit is 'Who started, cancelled, pruned, exported, made or revoked what, and from where. Only added to.';
