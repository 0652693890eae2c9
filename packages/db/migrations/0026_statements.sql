-- What a key may do beside what every key may: 'sql', to ask statements of its own.
alter table earmark.api_keys add column scopes text[] not null default '{}' check (scopes <@ array['sql']);
--> statement-breakpoint

-- Runs one statement that gives rows, for whoever asks by HTTP. It belongs to earmark_reader, and whoever is inside a function of
-- this kind can become nobody else. Rows are fetched one after the other: what nobody is shown is not computed, and an answer
-- never takes more memory than it may.
create function earmark.read_as_reader(statement text, max_rows integer, max_bytes bigint) returns setof record
language plpgsql security definer
as $$
declare
  answer record;
  given integer := 0;
  bytes bigint := 0;
begin
  for answer in execute statement loop
    bytes := bytes + pg_catalog.octet_length(answer::text);
    if bytes > max_bytes then
      raise exception using errcode = 'program_limit_exceeded',
        message = pg_catalog.format('the first %s rows of this are more than %s MB', given + 1, max_bytes / 1024 / 1024),
        hint = 'Select fewer columns, or shorten long texts with left(…).';
    end if;
    return next answer;
    given := given + 1;
    exit when given >= max_rows;
  end loop;
end
$$;
--> statement-breakpoint
revoke execute on function earmark.read_as_reader(text, integer, bigint) from public;
--> statement-breakpoint

-- Hands the function to the role. Run at the end of each migration, so that a role that an administrator made later has it.
create function earmark.grant_reader_statements() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  reader constant regprocedure := 'earmark.read_as_reader(text, integer, bigint)'::regprocedure;
begin
  if not exists (select from pg_roles where rolname = 'earmark_reader') then return; end if;
  if (select p.proowner from pg_proc p where p.oid = reader) = 'earmark_reader'::regrole then return; end if;
  perform earmark.grant_reader();
  execute format('grant execute on function %s to %I', reader, current_user);
  if not pg_has_role(current_user, 'earmark_reader', 'member') then
    execute format('grant earmark_reader to %I', current_user);
  end if;
  -- To own a function one must be allowed to create one, for that moment.
  grant create on schema earmark to earmark_reader;
  execute format('alter function %s owner to earmark_reader', reader);
  revoke create on schema earmark from earmark_reader;
exception
  when insufficient_privilege then
    raise notice 'SQL over HTTP (POST /v1/sql) is off: % may not act as earmark_reader (%). Let an administrator run: grant earmark_reader to %; then run: npx earmark migrate', current_user, sqlerrm, current_user;
end
$$;
--> statement-breakpoint
revoke execute on function earmark.grant_reader_statements() from public;
--> statement-breakpoint
comment on function earmark.read_as_reader(text, integer, bigint) is 'Runs one statement as earmark_reader, who reads the views and cannot become anybody else.';
