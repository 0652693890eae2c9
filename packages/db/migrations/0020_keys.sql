-- Keys are told apart: no two that are in use have one name, each shows how it begins, and when it was last used.
update earmark.api_keys k set name = k.name || ' #' || k.id
where k.revoked_at is null
  and exists (select from earmark.api_keys o where o.name = k.name and o.revoked_at is null and o.id < k.id);
--> statement-breakpoint
create unique index api_keys_name on earmark.api_keys (name) where revoked_at is null;
--> statement-breakpoint
-- null: of keys that are older than this column.
alter table earmark.api_keys add column prefix text;
--> statement-breakpoint
alter table earmark.api_keys add column last_used_at timestamptz;
