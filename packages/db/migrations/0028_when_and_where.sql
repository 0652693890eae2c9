-- When and where objects were recorded. Both are derived, from the key by a pattern, from the file's own tags, and from what people
-- said of keys and prefixes; so they are derived again in SQL where a pattern or a word changes, and nothing is heard twice.
-- See docs/decisions/when-and-where-are-derived.md.

alter table earmark.objects
  -- What the file says of itself, as ffmpeg read it; null where it was heard before these were kept.
  add column file_tags jsonb,
  -- The object's tags in S3; null where nobody has asked for them.
  add column object_tags jsonb,
  -- Derived by earmark.describe_object, and by nobody else.
  add column recorded_at timestamptz,
  add column recorded_by text check (recorded_by in ('key', 'tags', 'impossible')),
  add column info jsonb not null default '{}';
--> statement-breakpoint
create index objects_recorded on earmark.objects (recorded_at) where recorded_at is not null;
--> statement-breakpoint
create index objects_fields on earmark.objects using gin (info jsonb_path_ops);
--> statement-breakpoint

-- How keys are read. The longest prefix that a key begins with decides; the row without bucket and prefix is for all others.
create table earmark.recording_rules (
  id bigint generated always as identity primary key,
  bucket text collate "C" not null,
  key_prefix text collate "C" not null,
  -- As people wrote them, and what they were compiled to: [{"expression": "…", "slots": ["YYYY", …]}, …], tried in this order.
  patterns text[] not null,
  compiled jsonb not null,
  -- Of times that name none themselves.
  time_zone text not null,
  -- Names of the tags that become fields of the object.
  file_tags text[] not null default '{}',
  object_tags text[] not null default '{}',
  changed_at timestamptz not null default now(),
  unique (bucket, key_prefix)
);
--> statement-breakpoint
insert into earmark.recording_rules (bucket, key_prefix, patterns, compiled, time_zone)
values ('', '', '{iso}', $compiled$[{"expression": "(?<![0-9])(?:([0-9]{4})([0-9]{2})([0-9]{2})[T_$-]([0-9]{2})([0-9]{2})([0-9]{2})|([0-9]{4})-([0-9]{2})-([0-9]{2})[T_ -]([0-9]{2})[-:._]([0-9]{2})[-:._]([0-9]{2}))(?:[.,][0-9]+)?(Z|[+-](?:0[0-9]|1[0-4]):?(?:00|15|30|45))?(?![0-9])", "slots": ["YYYY", "MM", "DD", "hh", "mm", "ss", "YYYY", "MM", "DD", "hh", "mm", "ss", "zone"]}]$compiled$, 'UTC');
--> statement-breakpoint

-- What people said of a key, or of all keys that begin so. It holds for objects that are heard later, too.
create table earmark.metadata (
  bucket text collate "C" not null,
  key text collate "C" not null,
  is_prefix boolean not null,
  -- Texts by name; null says that there is no such field, whatever is said elsewhere.
  fields jsonb not null,
  changed_at timestamptz not null default now(),
  primary key (bucket, key, is_prefix)
);
--> statement-breakpoint
create index metadata_prefixes on earmark.metadata (bucket, key) where is_prefix;
--> statement-breakpoint

-- Keys and prefixes whose objects are to be derived again; worked off in pages by whoever comes first.
create table earmark.info_refreshes (
  id bigint generated always as identity primary key,
  -- Empty: all buckets.
  bucket text collate "C" not null,
  key text collate "C" not null,
  is_prefix boolean not null,
  -- The object that the page before ended with.
  after_id bigint not null default 0
);
--> statement-breakpoint
insert into earmark.info_refreshes (bucket, key, is_prefix)
select '', '', true where exists (select from earmark.objects);
--> statement-breakpoint

-- An instant from its parts, as texts of digits; null where there is no such day or time. A zone of its own ("Z", "+01:00", "-3")
-- goes before the rule's.
create function earmark.make_instant(parts jsonb, time_zone text) returns timestamptz
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  year constant integer := parts->>'YYYY';
  month constant integer := parts->>'MM';
  day constant integer := parts->>'DD';
  hour constant integer := parts->>'hh';
  minute constant integer := parts->>'mm';
  second constant integer := coalesce(parts->>'ss', '0');
  zone constant text[] := regexp_match(parts->>'zone', '^([+-])([0-9]{1,2}):?([0-9]{2})?$');
  local_time timestamp;
begin
  if year < 1 or month not between 1 and 12 or day < 1 or hour > 23 or minute > 59 or second > 59 then return null; end if;
  if day > extract(day from make_date(year, month, 1) + interval '1 month' - interval '1 day') then return null; end if;
  local_time := make_timestamp(year, month, day, hour, minute, second);
  if zone is not null then
    return (local_time - (zone[1] || '1')::integer * make_interval(hours => zone[2]::integer, mins => coalesce(zone[3], '0')::integer))
      at time zone 'UTC';
  end if;
  return local_time at time zone case when coalesce(parts->>'zone', '') = '' then time_zone else 'UTC' end;
end
$$;
--> statement-breakpoint

-- What the first pattern that fits says of a text: its instant, null where that is no date, and its other fields.
create function earmark.read_patterns(subject text, compiled jsonb, time_zone text, out is_match boolean, out instant timestamptz, out fields jsonb)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  pattern jsonb;
  groups text[];
begin
  is_match := false;
  fields := '{}';
  for pattern in select p from jsonb_array_elements(compiled) with ordinality e (p, place) order by place loop
    groups := regexp_match(subject, pattern->>'expression');
    if groups is null then continue; end if;
    is_match := true;
    fields := (
      select coalesce(jsonb_object_agg(s.name, groups[s.place]), '{}')
      from jsonb_array_elements_text(pattern->'slots') with ordinality s (name, place) where groups[s.place] <> ''
    );
    instant := earmark.make_instant(fields, time_zone);
    fields := fields - array['YYYY', 'MM', 'DD', 'hh', 'mm', 'ss', 'zone'];
    return;
  end loop;
end
$$;
--> statement-breakpoint

-- When a file says that it was recorded: AudioMoth's comment, a whole instant under creation_time or date, or Broadcast Wave's date
-- and time, which ffmpeg names so. A date alone says no time.
create function earmark.read_tag_instant(tags jsonb, time_zone text, out is_match boolean, out instant timestamptz)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  iso constant jsonb := '[{
    "expression": "^([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.][0-9]+)? ?(Z|[+-][0-9]{2}:?[0-9]{2})?$",
    "slots": ["YYYY", "MM", "DD", "hh", "mm", "ss", "zone"]
  }]';
  audiomoth constant jsonb := '[{
    "expression": "Recorded at ([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.][0-9]+)? ([0-9]{2})/([0-9]{2})/([0-9]{4}) [(]UTC([+-][0-9]{1,2}(?::[0-9]{2})?)?[)]",
    "slots": ["hh", "mm", "ss", "DD", "MM", "YYYY", "zone"]
  }]';
begin
  is_match := false;
  if tags is null or tags = '{}' then return; end if;
  -- AudioMoth names its zone always, so that "(UTC)" is UTC whatever the rule says.
  select r.is_match, r.instant into is_match, instant from earmark.read_patterns(tags->>'comment', audiomoth, 'UTC') r;
  if is_match then return; end if;
  select r.is_match, r.instant into is_match, instant
  from (values (1, tags->>'creation_time'), (2, concat(tags->>'date', 'T', tags->>'creation_time')), (3, tags->>'date')) t (place, said)
  cross join lateral earmark.read_patterns(t.said, iso, time_zone) r
  where r.is_match order by t.place limit 1;
  is_match := coalesce(is_match, false);
end
$$;
--> statement-breakpoint

-- All that is known of when and where an object was recorded. Later words win: tags in S3, the file's own, the key, prefixes
-- from the shortest to the longest, the key's own row.
create function earmark.describe_object(
  of_bucket text, of_key text, file_tags jsonb, object_tags jsonb,
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
  if cardinality(rule.object_tags) > 0 and object_tags is not null then
    info := info || earmark.pick_tags(object_tags, rule.object_tags);
  end if;
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

-- Of tags, those that are wanted; "*" wants all.
create function earmark.pick_tags(tags jsonb, wanted text[]) returns jsonb
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_object_agg(t.name, t.value), '{}') from jsonb_each(tags) t (name, value)
  where t.name = any (wanted) or '*' = any (wanted)
$$;
--> statement-breakpoint

-- Whoever stores an object waits for whoever changes a rule, or what was said, just now: see packages/db/src/queries/recordings.
create function earmark.derive_info() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  lock table earmark.recording_rules in row share mode;
  select d.recorded_at, d.recorded_by, d.info into new.recorded_at, new.recorded_by, new.info
  from earmark.describe_object(new.bucket, new.key, new.file_tags, new.object_tags) d;
  return new;
end
$$;
--> statement-breakpoint
create trigger derive_info before insert or update of bucket, key, file_tags, object_tags on earmark.objects
for each row execute function earmark.derive_info();
--> statement-breakpoint


create view earmark.objects_info as
select o.bucket, o.key, o.recorded_at, o.recorded_by,
  o.info->>'site' as site,
  -- Whatever was said there, the view does not fail.
  case when o.info->>'latitude' ~ '^[+-]?([0-8]?[0-9]([.][0-9]{1,15})?|90([.]0{1,15})?)$' then (o.info->>'latitude')::double precision end as latitude,
  case when o.info->>'longitude' ~ '^[+-]?((1[0-7][0-9]|[0-9]{1,2})([.][0-9]{1,15})?|180([.]0{1,15})?)$' then (o.info->>'longitude')::double precision end as longitude,
  o.info as metadata, o.file_tags, o.object_tags, o.duration_s, o.size, o.etag, o.version_id, o.created_at as added_at, o.id as object_id
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
comment on column earmark.objects_info.object_tags is 'The object''s tags in S3; null where they were not asked for.';
comment on column earmark.objects_info.duration_s is 'The object''s length in seconds; null where it could not be told.';
comment on column earmark.objects_info.size is 'Bytes.';
comment on column earmark.objects_info.etag is 'The object''s ETag, without quotes: other bytes have another one.';
comment on column earmark.objects_info.version_id is 'The object''s version in S3; empty without versioning.';
comment on column earmark.objects_info.added_at is 'When the object was heard first.';
comment on column earmark.objects_info.object_id is 'Identifies the object: bucket, key and ETag.';
--> statement-breakpoint

create or replace function earmark.grant_reader() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  routine regprocedure;
begin
  grant usage on schema earmark to earmark_reader;
  grant select on earmark.results, earmark.top_labels, earmark.detections, earmark.failures, earmark.batch_progress,
    earmark.label_stats, earmark.objects_info to earmark_reader;
  for routine in
    select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'earmark' and p.proname in ('search', 'score')
  loop
    execute format('grant execute on function %s to earmark_reader', routine);
  end loop;
end
$$;
--> statement-breakpoint
do $$
declare
  routine text;
begin
  if exists (select from pg_roles where rolname = 'earmark_reader') then
    perform earmark.grant_reader();
  end if;
  -- Nobody calls functions here but the owner: see 0005_reader.sql.
  foreach routine in array array['make_instant(jsonb, text)', 'read_patterns(text, jsonb, text)', 'read_tag_instant(jsonb, text)',
    'describe_object(text, text, jsonb, jsonb)', 'pick_tags(jsonb, text[])', 'derive_info()']
  loop
    execute format('revoke execute on function earmark.%s from public', routine);
  end loop;
end
$$;
--> statement-breakpoint

-- Search by the same filters: as before, with three more.
create function earmark.search_windows(
  query halfvec, of_model bigint, wanted integer, in_bucket text, with_prefix text, of_batch bigint,
  longer_than_s double precision, shorter_than_s double precision, with_label text, at_least_probability real,
  not_object bigint, is_exact boolean,
  recorded_from timestamptz, recorded_to timestamptz, with_fields jsonb
)
returns table (
  hearing_id bigint, window_index integer, start_s double precision, end_s double precision, similarity double precision, method text
)
-- Volatile, because only then it may ask the planner how many rows the filters let through.
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  vectors constant text := (
    select quote_ident(n.nspname) from pg_extension x join pg_namespace n on n.oid = x.extnamespace where x.extname = 'vector'
  );
  label_ids constant bigint[] := (select array_agg(l.id) from earmark.labels l where l.name = with_label);
  conditions text := '';
  has_index boolean;
  few bigint[];
  hits earmark.search_hit[];
begin
  if of_model is null or wanted < 1 then
    return;
  end if;
  if in_bucket is not null then conditions := conditions || format(' and o.bucket = %L', in_bucket); end if;
  if with_prefix <> '' then conditions := conditions || format(' and o.key ^@ %L', with_prefix); end if;
  if longer_than_s is not null then conditions := conditions || format(' and o.duration_s >= %L', longer_than_s); end if;
  if shorter_than_s is not null then conditions := conditions || format(' and o.duration_s <= %L', shorter_than_s); end if;
  if recorded_from is not null then conditions := conditions || format(' and o.recorded_at >= %L', recorded_from); end if;
  if recorded_to is not null then conditions := conditions || format(' and o.recorded_at < %L', recorded_to); end if;
  if with_fields is not null then conditions := conditions || format(' and o.info @> %L', with_fields); end if;
  if of_batch is not null then
    conditions := conditions || format(
      ' and h.id in (select i.hearing_id from earmark.items i where i.batch_id = %s and i.hearing_id is not null)', of_batch);
  end if;
  if with_label is not null then
    conditions := conditions || format(
      ' and h.id in (select c.hearing_id from earmark.classifications c where c.label_id = any (%L::bigint[]) and c.probability >= %L::real)',
      coalesce(label_ids, '{}'), coalesce(at_least_probability, 0));
  end if;
  has_index := exists (
    select from pg_index i
    where i.indexrelid = to_regclass(format('earmark.%I', 'embeddings_search_' || of_model)) and i.indisvalid
  );

  if conditions = '' and not_object is null and (is_exact or not has_index) then
    -- The addition keeps the planner from answering with the index.
    return query execute format(
      'select e.hearing_id, e.window_index, e.start_s, e.end_s, 1 - (e.embedding operator(%1$s.<=>) $1), ''exact''
       from earmark.embeddings e where e.model_id = %2$s order by (e.embedding operator(%1$s.<=>) $1) + 0, 1, 2 limit $2',
      vectors, of_model) using query, wanted;
    return;
  end if;
  if not_object is not null then conditions := conditions || format(' and h.object_id <> %s', not_object); end if;

  if conditions <> '' and not is_exact then
    few := earmark.find_few_hearings(of_model, conditions);
  end if;
  if few is not null then
    return query execute format(
      'select e.hearing_id, e.window_index, e.start_s, e.end_s, 1 - (e.embedding operator(%1$s.<=>) $1), ''exact_filtered''
       from unnest($3) as h (id) cross join lateral (select * from earmark.embeddings e where e.hearing_id = h.id offset 0) e
       order by (e.embedding operator(%1$s.<=>) $1) + 0, 1, 2 limit $2', vectors) using query, wanted, few;
    return;
  end if;

  if has_index and not is_exact then
    hits := array(select h from earmark.run_index_search(
      case conditions when '' then format(
        'select e.hearing_id, e.window_index, e.start_s, e.end_s, 1 - (e.embedding operator(%1$s.<=>) $1)
         from earmark.embeddings e where e.model_id = %2$s order by e.embedding operator(%1$s.<=>) $1 limit $2',
        vectors, of_model)
      else format(
        'select e.hearing_id, e.window_index, e.start_s, e.end_s, 1 - (e.embedding operator(%1$s.<=>) $1)
         from earmark.embeddings e join earmark.hearings h on h.id = e.hearing_id join earmark.objects o on o.id = h.object_id
         where e.model_id = %2$s%3$s order by e.embedding operator(%1$s.<=>) $1 limit $2',
        vectors, of_model, conditions) end, query, wanted) h);
    if cardinality(hits) = wanted then
      return query select h.*, 'index' from unnest(hits) h order by 5 desc, 1, 2;
      return;
    end if;
  end if;

  -- The index may have run out of what it scans before the limit was filled: then every row is looked at.
  return query execute format(
    'select e.hearing_id, e.window_index, e.start_s, e.end_s, 1 - (e.embedding operator(%1$s.<=>) $1), ''exact_filtered''
     from earmark.hearings h join earmark.objects o on o.id = h.object_id join earmark.embeddings e on e.hearing_id = h.id
     where h.model_id = %2$s%3$s order by (e.embedding operator(%1$s.<=>) $1) + 0, 1, 2 limit $2',
    vectors, of_model, conditions) using query, wanted;
end
$$;
--> statement-breakpoint
create or replace function earmark.search_windows(
  query halfvec, of_model bigint, wanted integer, in_bucket text, with_prefix text, of_batch bigint,
  longer_than_s double precision, shorter_than_s double precision, with_label text, at_least_probability real,
  not_object bigint, is_exact boolean
)
returns table (
  hearing_id bigint, window_index integer, start_s double precision, end_s double precision, similarity double precision, method text
)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  return query select * from earmark.search_windows(query, of_model, wanted, in_bucket, with_prefix, of_batch, longer_than_s,
    shorter_than_s, with_label, at_least_probability, not_object, is_exact, null::timestamptz, null::timestamptz, null::jsonb);
end
$$;
--> statement-breakpoint
do $$
declare
  routine regprocedure;
begin
  for routine in
    select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'earmark' and p.proname = 'search_windows'
  loop
    execute format('revoke execute on function %s from public', routine);
  end loop;
end
$$;
