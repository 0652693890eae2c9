-- Keys may do what their scopes say, end by themselves, and are renewed without their users noticing. Those that are there
-- keep what they could do.
alter table earmark.api_keys
  drop constraint api_keys_scopes_check,
  alter column scopes drop default,
  add constraint api_keys_scopes_check check (scopes <@ array['read', 'submit', 'annotate', 'sql', 'admin']);
--> statement-breakpoint
update earmark.api_keys
set scopes = array(select distinct unnest(scopes || array['read', 'submit', 'annotate']) order by 1);
--> statement-breakpoint
alter table earmark.api_keys
  -- From then on the key is worthless; null: never.
  add column expires_at timestamptz,
  -- After a renewal the key that was there before holds for a while.
  add column previous_sha256 bytea,
  add column previous_until timestamptz;
--> statement-breakpoint
create unique index api_keys_previous on earmark.api_keys (previous_sha256) where previous_sha256 is not null;
