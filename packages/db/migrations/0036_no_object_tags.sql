-- Tags of objects in S3 were never read, so nothing was ever kept of them: what was made for them goes. Fields of an object come from
-- its key, its file's own tags and what people said. The rest is as in 0028_when_and_where.sql.
drop view earmark.objects_info;
--> statement-breakpoint
drop trigger derive_info on earmark.objects;
--> statement-breakpoint
drop function earmark.describe_object(text, text, jsonb, jsonb);
--> statement-breakpoint
alter table earmark.objects drop column object_tags;
--> statement-breakpoint
alter table earmark.recording_rules drop column object_tags;
--> statement-breakpoint

-- All that is known of when and where an object was recorded. Later words win: the file's own tags, the key, prefixes from the
-- shortest to the longest, the key's own row.
create function earmark.describe_object(
  of_bucket text, of_key text, file_tags jsonb,
  out recorded_at timestamptz, out recorded_by text, out info jsonb
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  rule earmark.recording_rules;
  by_key record;
  by_tags record;
  said record;
begin
  select * into rule from earmark.recording_rules r
  where r.bucket in (of_bucket, '') and of_key ^@ r.key_prefix
  order by r.bucket desc, length(r.key_prefix) desc limit 1;
  select * into by_key from earmark.read_patterns(of_key, rule.compiled, rule.time_zone);
  recorded_at := by_key.instant;
  recorded_by := case when by_key.instant is not null then 'key' when by_key.is_match then 'impossible' end;
  if recorded_at is null then
    select * into by_tags from earmark.read_tag_instant(file_tags, rule.time_zone);
    recorded_at := by_tags.instant;
    if by_tags.is_match then recorded_by := case when by_tags.instant is null then 'impossible' else 'tags' end; end if;
  end if;
  info := '{}';
  if cardinality(rule.file_tags) > 0 and file_tags is not null then
    info := info || earmark.pick_tags(file_tags, rule.file_tags);
  end if;
  info := info || by_key.fields;
  if exists (select from earmark.metadata m where m.is_prefix and m.bucket = of_bucket) then
    for said in
      select m.fields from earmark.metadata m
      where m.is_prefix and m.bucket = of_bucket and m.key = any (array(select left(of_key, n) from generate_series(0, length(of_key)) n))
      order by length(m.key)
    loop
      info := info || said.fields;
    end loop;
  end if;
  for said in select m.fields from earmark.metadata m where m.bucket = of_bucket and m.key = of_key and not m.is_prefix loop
    info := info || said.fields;
  end loop;
  info := jsonb_strip_nulls(info);
end
$$;
--> statement-breakpoint
revoke execute on function earmark.describe_object(text, text, jsonb) from public;
--> statement-breakpoint

-- Whoever stores an object waits for whoever changes a rule, or what was said, just now: see packages/db/src/queries/recordings.
create or replace function earmark.derive_info() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  lock table earmark.recording_rules in row share mode;
  select d.recorded_at, d.recorded_by, d.info into new.recorded_at, new.recorded_by, new.info
  from earmark.describe_object(new.bucket, new.key, new.file_tags) d;
  return new;
end
$$;
--> statement-breakpoint
create trigger derive_info before insert or update of bucket, key, file_tags on earmark.objects
for each row execute function earmark.derive_info();
--> statement-breakpoint

create view earmark.objects_info as
select o.bucket, o.key, o.recorded_at, o.recorded_by,
  o.info->>'site' as site,
  -- Whatever was said there, the view does not fail.
  case when o.info->>'latitude' ~ '^[+-]?([0-8]?[0-9]([.][0-9]{1,15})?|90([.]0{1,15})?)$' then (o.info->>'latitude')::double precision end as latitude,
  case when o.info->>'longitude' ~ '^[+-]?((1[0-7][0-9]|[0-9]{1,2})([.][0-9]{1,15})?|180([.]0{1,15})?)$' then (o.info->>'longitude')::double precision end as longitude,
  o.info as metadata, o.file_tags, o.duration_s, o.size, o.etag, o.version_id, o.created_at as added_at, o.id as object_id
from earmark.objects o;
--> statement-breakpoint

comment on view earmark.objects_info is 'When and where each object was recorded, and what else is known of it; join it by object_id.';
comment on column earmark.objects_info.bucket is 'The object''s bucket in S3.';
comment on column earmark.objects_info.key is 'The object''s key in its bucket.';
comment on column earmark.objects_info.recorded_at is 'When the recording begins; null where nothing says so.';
comment on column earmark.objects_info.recorded_by is 'What says so: key, or the file''s own tags; impossible where what they say is no date; null where they say nothing.';
comment on column earmark.objects_info.site is 'The field "site" of metadata.';
comment on column earmark.objects_info.latitude is 'The field "latitude" of metadata, in degrees; null where it is none.';
comment on column earmark.objects_info.longitude is 'The field "longitude" of metadata, in degrees; null where it is none.';
comment on column earmark.objects_info.metadata is 'Fields of any names, as texts: metadata->>''recorder''.';
comment on column earmark.objects_info.file_tags is 'What the file says of itself; null where it was heard before these were kept.';
comment on column earmark.objects_info.duration_s is 'The object''s length in seconds; null where it could not be told.';
comment on column earmark.objects_info.size is 'Bytes.';
comment on column earmark.objects_info.etag is 'The object''s ETag, without quotes: other bytes have another one.';
comment on column earmark.objects_info.version_id is 'The object''s version in S3; empty without versioning.';
comment on column earmark.objects_info.added_at is 'When the object was heard first.';
comment on column earmark.objects_info.object_id is 'Identifies the object: bucket, key and ETag.';
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'earmark_reader') then
    perform earmark.grant_reader();
  end if;
end
$$;
