-- Who reads with `earmark sql`: everything that analysis needs, no key and no secret, and nothing outside Earmark. The owner
-- may be a superuser, and a transaction that only reads keeps no superuser from running programs and reading files.

-- Roles belong to the server, not to the database: another database may have made this one, perhaps just now.
do $$
begin
  create role earmark_analyst nologin;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise notice 'The role earmark_analyst could not be created: % may not create roles. Create it as an administrator (create role earmark_analyst nologin; grant earmark_analyst to %) and run: earmark migrate', current_user, current_user;
end
$$;
--> statement-breakpoint

-- Runs one statement that gives rows. It belongs to the role, and whoever is inside a function of this kind can become
-- nobody else: Postgres refuses to set a role or a session's user there, in whatever way it is tried.
create function earmark.read_statement(statement text) returns setof record
language plpgsql security definer
as $$
begin
  return query execute statement;
end
$$;
--> statement-breakpoint
revoke execute on function earmark.read_statement(text) from public;
--> statement-breakpoint

-- Gives the role what it may read: all tables and views but keys, and of batches all but whom they tell and how they sign.
-- Run at the end of each migration, so that new tables are among them.
create function earmark.grant_analyst() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  relation record;
  routine regprocedure;
  reader constant regprocedure := 'earmark.read_statement(text)'::regprocedure;
begin
  if not exists (select from pg_roles where rolname = 'earmark_analyst') then return; end if;
  grant usage on schema earmark to earmark_analyst;
  for relation in
    select c.oid::regclass as name, bool_or(a.attname ~ '(secret|webhook_url|password|token)') as has_secrets,
      string_agg(quote_ident(a.attname), ', ') filter (where a.attname !~ '(secret|webhook_url|password|token)') as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'earmark'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'v', 'm', 'p') and c.relname !~ '^(api_keys|idempot)'
    group by c.oid
  loop
    if relation.has_secrets then
      execute format('grant select (%s) on %s to earmark_analyst', relation.columns, relation.name);
    else
      execute format('grant select on %s to earmark_analyst', relation.name);
    end if;
  end loop;
  for routine in
    select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'earmark' and p.proname in ('search', 'score')
  loop
    execute format('grant execute on function %s to earmark_analyst', routine);
  end loop;

  if (select p.proowner from pg_proc p where p.oid = reader) = 'earmark_analyst'::regrole then return; end if;
  execute format('grant execute on function %s to %I', reader, current_user);
  if not pg_has_role(current_user, 'earmark_analyst', 'member') then
    execute format('grant earmark_analyst to %I', current_user);
  end if;
  -- To own a function one must be allowed to create one, for that moment.
  grant create on schema earmark to earmark_analyst;
  execute format('alter function %s owner to earmark_analyst', reader);
  revoke create on schema earmark from earmark_analyst;
exception
  when insufficient_privilege then
    raise notice 'earmark sql reads as %, not as earmark_analyst: %. Let an administrator run: grant earmark_analyst to %; then run: earmark migrate', current_user, sqlerrm, current_user;
end
$$;
--> statement-breakpoint
revoke execute on function earmark.grant_analyst() from public;
--> statement-breakpoint
comment on function earmark.read_statement(text) is 'Runs one statement as earmark_analyst, who reads what was heard and cannot become anybody else.';
