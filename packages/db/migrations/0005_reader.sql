-- What people and BI tools read: six views and two functions, every column explained, and the role that may read these
-- and nothing else. Views and functions run with their owner's rights; functions have a fixed search path, so that
-- nothing a caller creates is ever run as the owner.

-- "s3://bucket/prefix" in its parts; both null for null.
create function earmark.parse_prefix(prefix text, out in_bucket text, out key_prefix text)
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if prefix is null then return; end if;
  if prefix !~ '^s3://[^/]+' then
    raise exception 'A prefix looks like s3://bucket/folder/; received %', quote_literal(left(prefix, 100)) using errcode = '22023';
  end if;
  in_bucket := substring(prefix from '^s3://([^/]+)');
  key_prefix := coalesce(substring(prefix from '^s3://[^/]+/(.*)$'), '');
end
$$;
--> statement-breakpoint

-- The model of that name (its newest revision), or the one that heard last and knows words.
create function earmark.find_model(model text) returns bigint
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  found_id bigint;
begin
  if model is null then
    return (
      select h.model_id from earmark.hearings h join earmark.models m on m.id = h.model_id
      where m.kind = 'clap' order by h.id desc limit 1
    );
  end if;
  select m.id into found_id from earmark.models m where m.name = model order by m.id desc limit 1;
  if found_id is null then
    raise exception 'There is no model %', quote_literal(left(model, 100))
      using errcode = '22023', hint = 'The column "model" of earmark.results names those that were used.';
  end if;
  return found_id;
end
$$;
--> statement-breakpoint

create function earmark.find_text_embedding(prompt text, of_model bigint) returns halfvec
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  found earmark.embeddings.embedding%type;
begin
  if prompt is null or btrim(prompt) = '' then
    raise exception 'A prompt must not be empty' using errcode = '22023';
  end if;
  if length(prompt) > 2000 then
    raise exception 'A prompt has at most 2,000 characters; this one has %', length(prompt) using errcode = '22023';
  end if;
  select t.embedding into found from earmark.text_embeddings t
  where t.model_id = of_model and t.prompt_sha256 = sha256(convert_to(find_text_embedding.prompt, 'UTF8'));
  if found is null then
    raise exception 'The prompt % has no embedding yet, and only the model can make one', quote_literal(left(prompt, 100))
      using errcode = '22023',
        hint = 'Search for it once with `earmark search`, or use it in a label set; from then on it is known here. The whole prompt counts, its template included.';
  end if;
  return found;
end
$$;
--> statement-breakpoint

create function earmark.search(
  embedding halfvec, wanted integer default 10, model text default null, prefix text default null, batch bigint default null,
  min_duration_s double precision default null, max_duration_s double precision default null,
  label text default null, min_probability real default null, exact boolean default false
)
returns table (
  bucket text, key text, start_s double precision, end_s double precision, similarity double precision,
  object_id bigint, hearing_id bigint, window_index integer, model_name text, model_revision text, method text
)
language sql volatile security definer
begin atomic
  select o.bucket, o.key, w.start_s, w.end_s, w.similarity, o.id, h.id, w.window_index, m.name, m.revision, w.method
  from earmark.parse_prefix(prefix) p
  cross join lateral earmark.search_windows(
    embedding, earmark.find_model(model), least(greatest(wanted, 0), 1000), p.in_bucket, p.key_prefix, batch,
    min_duration_s, max_duration_s, label, min_probability, null, exact
  ) w
  join earmark.hearings h on h.id = w.hearing_id
  join earmark.objects o on o.id = h.object_id
  join earmark.models m on m.id = h.model_id
  order by w.similarity desc, h.id, w.window_index;
end;
--> statement-breakpoint

create function earmark.search(
  prompt text, wanted integer default 10, model text default null, prefix text default null, batch bigint default null,
  min_duration_s double precision default null, max_duration_s double precision default null,
  label text default null, min_probability real default null, exact boolean default false
)
returns table (
  bucket text, key text, start_s double precision, end_s double precision, similarity double precision,
  object_id bigint, hearing_id bigint, window_index integer, model_name text, model_revision text, method text
)
language sql volatile security definer
begin atomic
  select s.* from earmark.search(
    earmark.find_text_embedding(prompt, earmark.find_model(model)), wanted, model, prefix, batch,
    min_duration_s, max_duration_s, label, min_probability, exact
  ) s;
end;
--> statement-breakpoint

create function earmark.score(prompt text, wanted integer default 100, model text default null, prefix text default null)
returns table (
  bucket text, key text, similarity double precision, peak_similarity double precision,
  peak_start_s double precision, peak_end_s double precision,
  object_id bigint, hearing_id bigint, model_name text, model_revision text
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  vectors constant text := (
    select quote_ident(n.nspname) from pg_extension x join pg_namespace n on n.oid = x.extnamespace where x.extname = 'vector'
  );
  model_id constant bigint := earmark.find_model(model);
  query constant earmark.embeddings.embedding%type := earmark.find_text_embedding(prompt, model_id);
  conditions text := '';
  place record;
begin
  select * into place from earmark.parse_prefix(prefix);
  if place.in_bucket is not null then
    conditions := format(' and o.bucket = %L and o.key ^@ %L', place.in_bucket, place.key_prefix);
  end if;
  return query execute format($query$
    with best as (
      select e.hearing_id, avg(1 - (e.embedding operator(%1$s.<=>) $1)) as similarity, max(1 - (e.embedding operator(%1$s.<=>) $1)) as peak
      from earmark.hearings h
      join earmark.objects o on o.id = h.object_id
      join earmark.embeddings e on e.hearing_id = h.id
      where h.model_id = %2$s%3$s
      group by e.hearing_id
      order by peak desc, e.hearing_id limit greatest($2, 0)
    )
    select o.bucket::text, o.key::text, b.similarity, b.peak, w.start_s, w.end_s, o.id, h.id, m.name, m.revision
    from best b
    join earmark.hearings h on h.id = b.hearing_id
    join earmark.objects o on o.id = h.object_id
    join earmark.models m on m.id = h.model_id
    cross join lateral (
      select e.start_s, e.end_s from earmark.embeddings e where e.hearing_id = b.hearing_id
      order by (e.embedding operator(%1$s.<=>) $1) + 0, e.window_index limit 1
    ) w
    order by b.peak desc, h.id$query$, vectors, model_id, conditions) using query, wanted;
end
$$;
--> statement-breakpoint

-- What the barrier keeps: a function of the reader's own in a condition never sees a row that did not fail.
alter view earmark.failures set (security_barrier);
--> statement-breakpoint

create view earmark.detections as
select o.bucket, o.key, l.name as label,
  d.first_window * h.hop_ms / 1000.0::double precision as start_s,
  least(d.last_window * h.hop_ms / 1000.0::double precision + h.window_ms / 1000.0::double precision, o.duration_s) as end_s,
  d.peak_window * h.hop_ms / 1000.0::double precision as peak_start_s,
  d.peak_similarity, d.mean_similarity,
  (d.peak_similarity - c.mean) / nullif(c.stddev, 0) as z_score,
  greatest(0, width_bucket(d.peak_similarity::double precision, c.percentiles) - 1) as percentile,
  d.last_window - d.first_window + 1 as windows,
  ls.name as label_set, ls.version as label_set_version, m.name as model, m.revision as model_revision,
  o.duration_s, h.heard_at,
  o.id as object_id, h.id as hearing_id, l.id as label_id, ls.id as label_set_id, m.id as model_id
from earmark.detection_spans d
join earmark.hearings h on h.id = d.hearing_id
join earmark.objects o on o.id = h.object_id
join earmark.labels l on l.id = d.label_id
join earmark.label_sets ls on ls.id = l.label_set_id
join earmark.models m on m.id = h.model_id
join earmark.calibrations c on c.label_id = d.label_id and c.model_id = h.model_id;
--> statement-breakpoint

create view earmark.label_stats as
select l.name as label, ls.name as label_set, ls.version as label_set_version, m.name as model, m.revision as model_revision,
  coalesce(a.annotated, 0) as annotated, coalesce(a.right_count, 0) as right_count, coalesce(a.wrong_count, 0) as wrong_count,
  a.right_count::double precision / a.annotated as precision,
  c.mean as background_mean, c.stddev as background_stddev, c.threshold as detection_threshold,
  l.is_background, l.by_example,
  l.id as label_id, ls.id as label_set_id, m.id as model_id
from earmark.label_embeddings le
join earmark.labels l on l.id = le.label_id
join earmark.label_sets ls on ls.id = l.label_set_id
join earmark.models m on m.id = le.model_id
left join earmark.calibrations c on c.label_id = le.label_id and c.model_id = le.model_id
left join (
  select a.label_id, h.model_id, count(*) as annotated,
    count(*) filter (where a.verdict = 'right') as right_count, count(*) filter (where a.verdict = 'wrong') as wrong_count
  from earmark.annotations a join earmark.hearings h on h.id = a.hearing_id
  group by a.label_id, h.model_id
) a on a.label_id = le.label_id and a.model_id = le.model_id;
--> statement-breakpoint

comment on view earmark.results is 'Every kept score: one row for each object, label and model. Label sets of up to 20 labels keep all rows, larger ones the best few of each object.';
comment on column earmark.results.bucket is 'The object''s bucket in S3.';
comment on column earmark.results.key is 'The object''s key in its bucket.';
comment on column earmark.results.label is 'The label''s name.';
comment on column earmark.results.probability is 'Mean over the object''s windows of the softmax over the label set, 0 to 1; of each label''s own sigmoid for classifiers whose labels do not exclude each other.';
comment on column earmark.results.similarity is 'Mean over the object''s windows of the cosine between sound and label, -1 to 1; null for classifiers.';
comment on column earmark.results.peak_probability is 'Probability in the window that speaks most for the label.';
comment on column earmark.results.peak_start_s is 'Start of that window, in seconds from the object''s start.';
comment on column earmark.results.peak_end_s is 'End of that window in seconds.';
comment on column earmark.results.label_set is 'The label set''s name.';
comment on column earmark.results.label_set_version is 'The label set''s version; a label set never changes, new content is a new version.';
comment on column earmark.results.template is 'The label set''s first prompt template.';
comment on column earmark.results.model is 'The model that heard the object.';
comment on column earmark.results.model_revision is 'The model''s revision.';
comment on column earmark.results.model_kind is 'clap: takes any words as labels; classifier: has labels of its own.';
comment on column earmark.results.duration_s is 'The object''s length in seconds; null where it could not be told.';
comment on column earmark.results.windows is 'How many windows of the object were heard.';
comment on column earmark.results.window_s is 'Length of a window in seconds.';
comment on column earmark.results.hop_s is 'Distance between the starts of two windows in seconds; less than window_s where windows overlap.';
comment on column earmark.results.etag is 'The object''s ETag, without quotes: other bytes have another one.';
comment on column earmark.results.version_id is 'The object''s version in S3; empty without versioning.';
comment on column earmark.results.heard_at is 'When the object was heard.';
comment on column earmark.results.object_id is 'Identifies the object: bucket, key and ETag.';
comment on column earmark.results.hearing_id is 'Identifies what one model heard in the object with one windowing.';
comment on column earmark.results.label_id is 'Identifies the label within its label set''s version.';
comment on column earmark.results.label_set_id is 'Identifies the label set''s version.';
comment on column earmark.results.model_id is 'Identifies the model: name, revision and precision.';
comment on view earmark.top_labels is 'The most probable label of each object under each label set and model. A softmax always names a winner: whether it means something, detections say.';
comment on column earmark.top_labels.bucket is 'The object''s bucket in S3.';
comment on column earmark.top_labels.key is 'The object''s key in its bucket.';
comment on column earmark.top_labels.label_set is 'The label set''s name.';
comment on column earmark.top_labels.label_set_version is 'The label set''s version; a label set never changes, new content is a new version.';
comment on column earmark.top_labels.label is 'The label''s name.';
comment on column earmark.top_labels.probability is 'The label''s probability: mean over the windows of the softmax over the label set.';
comment on column earmark.top_labels.similarity is 'The label''s mean cosine over the windows.';
comment on column earmark.top_labels.model is 'The model that heard the object.';
comment on column earmark.top_labels.model_revision is 'The model''s revision.';
comment on column earmark.top_labels.model_kind is 'clap: takes any words as labels; classifier: has labels of its own.';
comment on column earmark.top_labels.duration_s is 'The object''s length in seconds; null where it could not be told.';
comment on column earmark.top_labels.heard_at is 'When the object was heard.';
comment on column earmark.top_labels.etag is 'The object''s ETag, without quotes: other bytes have another one.';
comment on column earmark.top_labels.object_id is 'Identifies the object: bucket, key and ETag.';
comment on column earmark.top_labels.hearing_id is 'Identifies what one model heard in the object with one windowing.';
comment on column earmark.top_labels.label_id is 'Identifies the label within its label set''s version.';
comment on column earmark.top_labels.label_set_id is 'Identifies the label set''s version.';
comment on column earmark.top_labels.model_id is 'Identifies the model: name, revision and precision.';
comment on view earmark.detections is 'Where a label is heard: windows whose similarity stands out from the archive''s own background, merged where they touch. Several labels may hold at once, or none. Filled for label sets that have been calibrated.';
comment on column earmark.detections.bucket is 'The object''s bucket in S3.';
comment on column earmark.detections.key is 'The object''s key in its bucket.';
comment on column earmark.detections.label is 'The label''s name.';
comment on column earmark.detections.start_s is 'Start of the first window, in seconds from the object''s start.';
comment on column earmark.detections.end_s is 'End of the last window in seconds.';
comment on column earmark.detections.peak_start_s is 'Start of the window with the highest similarity.';
comment on column earmark.detections.peak_similarity is 'Highest cosine between a window and the label.';
comment on column earmark.detections.mean_similarity is 'Mean cosine over the windows of the detection.';
comment on column earmark.detections.z_score is 'How many standard deviations the peak lies above the label''s background.';
comment on column earmark.detections.percentile is 'Share of the sampled background windows below the peak, in whole percent, 0 to 100.';
comment on column earmark.detections.windows is 'How many windows were merged.';
comment on column earmark.detections.label_set is 'The label set''s name.';
comment on column earmark.detections.label_set_version is 'The label set''s version; a label set never changes, new content is a new version.';
comment on column earmark.detections.model is 'The model that heard the object.';
comment on column earmark.detections.model_revision is 'The model''s revision.';
comment on column earmark.detections.duration_s is 'The object''s length in seconds; null where it could not be told.';
comment on column earmark.detections.heard_at is 'When the object was heard.';
comment on column earmark.detections.object_id is 'Identifies the object: bucket, key and ETag.';
comment on column earmark.detections.hearing_id is 'Identifies what one model heard in the object with one windowing.';
comment on column earmark.detections.label_id is 'Identifies the label within its label set''s version.';
comment on column earmark.detections.label_set_id is 'Identifies the label set''s version.';
comment on column earmark.detections.model_id is 'Identifies the model: name, revision and precision.';
comment on view earmark.failures is 'Items that could not be tagged, with the reason.';
comment on column earmark.failures.batch_id is 'The batch that the item belongs to.';
comment on column earmark.failures.seq is 'The item''s number in its batch.';
comment on column earmark.failures.bucket is 'The object''s bucket in S3.';
comment on column earmark.failures.key is 'The object''s key in its bucket.';
comment on column earmark.failures.code is 'The error''s code, for programs; docs/errors.md explains each.';
comment on column earmark.failures.message is 'The error as a sentence for people.';
comment on column earmark.failures.attempts is 'How often it was tried.';
comment on column earmark.failures.finished_at is 'When it was given up.';
comment on view earmark.batch_progress is 'How far each batch is. The counts come from counters, so that reading them costs the same for ten and for ten million items.';
comment on column earmark.batch_progress.batch_id is 'Identifies the batch.';
comment on column earmark.batch_progress.name is 'The batch''s name; null where it has none.';
comment on column earmark.batch_progress.state is 'scanning, running, paused, cancelling, cancelled, completed, completed_with_failures or failed.';
comment on column earmark.batch_progress.priority is '1 (last) to 10 (first).';
comment on column earmark.batch_progress.found is 'Items found so far; final once the scan has finished.';
comment on column earmark.batch_progress.pending is 'Items that nobody works on yet.';
comment on column earmark.batch_progress.running is 'Items at work now.';
comment on column earmark.batch_progress.done is 'Items heard and scored.';
comment on column earmark.batch_progress.skipped is 'Items whose object had been heard before: scored without decoding.';
comment on column earmark.batch_progress.failed is 'Items that could not be tagged; see failures.';
comment on column earmark.batch_progress.windows is 'Windows heard by this batch.';
comment on column earmark.batch_progress.audio_s is 'Seconds of audio heard by this batch.';
comment on column earmark.batch_progress.scan_finished is 'Whether found is final.';
comment on column earmark.batch_progress.created_at is 'When the batch was asked for.';
comment on column earmark.batch_progress.finished_at is 'When its last item ended; null before.';
comment on view earmark.label_stats is 'What is known of each label under each model: its precision on what people annotated, and its background.';
comment on column earmark.label_stats.label is 'The label''s name.';
comment on column earmark.label_stats.label_set is 'The label set''s name.';
comment on column earmark.label_stats.label_set_version is 'The label set''s version; a label set never changes, new content is a new version.';
comment on column earmark.label_stats.model is 'The model that heard the object.';
comment on column earmark.label_stats.model_revision is 'The model''s revision.';
comment on column earmark.label_stats.annotated is 'Classifications that people called right or wrong.';
comment on column earmark.label_stats.right_count is 'Of these, right.';
comment on column earmark.label_stats.wrong_count is 'Of these, wrong.';
comment on column earmark.label_stats.precision is 'right_count / annotated; null where nothing was annotated.';
comment on column earmark.label_stats.background_mean is 'Mean similarity of the label to the sampled background; null before calibration.';
comment on column earmark.label_stats.background_stddev is 'Standard deviation of that similarity.';
comment on column earmark.label_stats.detection_threshold is 'From this similarity on a window is a detection.';
comment on column earmark.label_stats.is_background is 'Whether this is the set''s "none of these" label.';
comment on column earmark.label_stats.by_example is 'Whether the label was learned from moments of the archive instead of words.';
comment on column earmark.label_stats.label_id is 'Identifies the label within its label set''s version.';
comment on column earmark.label_stats.label_set_id is 'Identifies the label set''s version.';
comment on column earmark.label_stats.model_id is 'Identifies the model: name, revision and precision.';
comment on function earmark.search(halfvec, integer, text, text, bigint, double precision, double precision, text, real, boolean) is 'The windows nearest to a text or audio embedding, the nearest first: wanted (at most 1,000) of them under any filters; prefix is s3://bucket/folder/. The column method says whether the index answered or every window was compared.';
comment on function earmark.search(text, integer, text, text, bigint, double precision, double precision, text, real, boolean) is 'The windows nearest to a prompt that the model has encoded before, as a label or in a search. The whole prompt counts, its template included.';
comment on function earmark.score(text, integer, text, text) is 'How similar each object is to a prompt that the model has encoded before: mean and peak over its windows, the best wanted objects first. Compares every window, below prefix or of the whole archive.';
--> statement-breakpoint

-- Nobody calls functions here but the owner: a function that runs as its owner would be a side door. Where the extension
-- lives in this schema, too, its functions stay open to everyone, as its types would be of no use otherwise.
do $$
declare
  routine regprocedure;
begin
  for routine in
    select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'earmark' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  loop
    execute format('revoke execute on function %s from public', routine);
  end loop;
end
$$;
--> statement-breakpoint

-- Roles belong to the server, not to the database: another database may have made this one, perhaps just now.
do $$
begin
  create role earmark_reader nologin;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise notice 'The role earmark_reader could not be created: % may not create roles. Create it as an administrator (create role earmark_reader nologin) and run: select earmark.grant_reader()', current_user;
end
$$;
--> statement-breakpoint

-- Gives the role what it may read. On its own, so that an administrator who makes the role later can run it.
create function earmark.grant_reader() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  routine regprocedure;
begin
  grant usage on schema earmark to earmark_reader;
  grant select on earmark.results, earmark.top_labels, earmark.detections, earmark.failures, earmark.batch_progress,
    earmark.label_stats to earmark_reader;
  for routine in
    select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'earmark' and p.proname in ('search', 'score')
  loop
    execute format('grant execute on function %s to earmark_reader', routine);
  end loop;
end
$$;
--> statement-breakpoint
revoke execute on function earmark.grant_reader() from public;
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'earmark_reader') then
    perform earmark.grant_reader();
  end if;
end
$$;
