-- What is asked of the archive once it has been heard: the scorer, re-tagging, calibration and detections, prompt
-- sets, labels by example, search, and the surface that people and BI tools read.

do $$
declare
  installed text := (select extversion from pg_extension where extname = 'vector');
begin
  if string_to_array(installed, '.')::int[] < array[0, 8] then
    raise exception 'Earmark needs pgvector 0.8 or newer, whose index scans go on until a filtered search has enough rows; this database has %', installed
      using hint = 'Install a newer pgvector and run: alter extension vector update';
  end if;
end
$$;
--> statement-breakpoint

-- The templates behind the first one: a label's vector is the mean over all of them.
alter table earmark.label_sets add column further_templates text[] not null default '{}';
--> statement-breakpoint

alter table earmark.labels
  add column synonyms text[] not null default '{}',
  -- "None of these": it takes its share of the softmax, and is never detected.
  add column is_background boolean not null default false,
  -- Learned from moments of the archive instead of words.
  add column by_example boolean not null default false,
  drop constraint labels_prompts_check,
  add constraint labels_prompts_check check (cardinality(prompts) > 0 or by_example);
--> statement-breakpoint

-- The moments that a label by example is learned from. A moment is a window of a hearing; under another model it is
-- the same object's hearing with the same windows.
create table earmark.examples (
  label_id bigint not null references earmark.labels on delete cascade,
  hearing_id bigint not null references earmark.hearings on delete cascade,
  window_index integer not null,
  is_positive boolean not null,
  primary key (label_id, hearing_id, window_index)
);
--> statement-breakpoint
create index examples_hearing on earmark.examples (hearing_id);
--> statement-breakpoint

-- What people say of a classification; the newest word stays.
create table earmark.annotations (
  hearing_id bigint not null references earmark.hearings on delete cascade,
  label_id bigint not null references earmark.labels on delete cascade,
  verdict text not null check (verdict in ('right', 'wrong')),
  -- The moment it is about; null: the object as a whole.
  window_index integer,
  note text,
  api_key_id bigint references earmark.api_keys,
  annotated_at timestamptz not null default now(),
  primary key (hearing_id, label_id)
);
--> statement-breakpoint
create index annotations_label on earmark.annotations (label_id);
--> statement-breakpoint

-- How similar a label is to the archive's own background: a softmax always names a winner, this says whether it means
-- something. percentiles[p + 1] is the similarity below which p % of the sampled windows lie.
create table earmark.calibrations (
  label_id bigint not null references earmark.labels on delete cascade,
  model_id bigint not null references earmark.models,
  sampled_windows integer not null,
  mean double precision not null,
  stddev double precision not null,
  percentiles double precision[] not null check (cardinality(percentiles) = 101),
  -- A window of at least this similarity is a detection.
  threshold double precision not null,
  calibrated_at timestamptz not null default now(),
  primary key (label_id, model_id)
);
--> statement-breakpoint

-- Windows over their label's threshold, merged where they touch. Kept, not computed by the view: see
-- docs/decisions/detections-are-stored.md.
create table earmark.detection_spans (
  hearing_id bigint not null references earmark.hearings on delete cascade,
  label_id bigint not null references earmark.labels on delete cascade,
  first_window integer not null,
  last_window integer not null,
  peak_window integer not null,
  peak_similarity real not null,
  mean_similarity real not null,
  primary key (hearing_id, label_id, first_window)
);
--> statement-breakpoint
create index detection_spans_label on earmark.detection_spans (label_id, peak_similarity desc);
--> statement-breakpoint

-- Scoring what has been heard already under a label set, in chunks that can be paused and taken up by any worker.
create table earmark.retaggings (
  id bigint generated always as identity primary key,
  label_set_id bigint not null references earmark.label_sets on delete cascade,
  model_id bigint not null references earmark.models,
  -- score: keep classifications; detect: find the windows over the calibrated thresholds again.
  task text not null default 'score' check (task in ('score', 'detect')),
  scope text not null check (scope in ('all', 'prefix', 'batch')),
  bucket text collate "C",
  key_prefix text collate "C",
  batch_id bigint references earmark.batches on delete cascade,
  keep_top integer not null check (keep_top > 0),
  state text not null default 'queued' check (state in ('queued', 'running', 'paused', 'done', 'failed')),
  -- Hearings up to here have been given to chunks; those after last_hearing_id came later and are scored as they are heard.
  cursor_hearing_id bigint not null default 0,
  last_hearing_id bigint not null,
  total bigint not null,
  done bigint not null default 0,
  code text,
  reason text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((scope = 'prefix') = (bucket is not null and key_prefix is not null)),
  check ((scope = 'batch') = (batch_id is not null))
);
--> statement-breakpoint
create index retaggings_active on earmark.retaggings (id) where state in ('queued', 'running');
--> statement-breakpoint

-- A range of hearings that some worker scores now. It goes when it is done; one whose lease has run out is given again.
create table earmark.retagging_chunks (
  retagging_id bigint not null references earmark.retaggings on delete cascade,
  first_hearing_id bigint not null,
  last_hearing_id bigint not null,
  lease_until timestamptz not null,
  primary key (retagging_id, first_hearing_id)
);
--> statement-breakpoint

-- Scores hearings of one model under a label set from their stored embeddings: the best keep labels of each.
-- Every score comes from here, whether the audio was heard a moment or a year ago, so that the same embedding gives the
-- same row to the bit: labels are summed in their order, windows in theirs, and never in parallel.
--
-- Why it has this shape (measured in docs/performance-query.md): the labels' vectors are read once into a CTE instead of
-- once for each window; a window's probabilities become one array, so that no row is made for a label of a window; the
-- mean over windows is pgvector's, in C; and only the labels that are kept are looked at again for their peak. exp() needs
-- no shift by the largest logit, as logit scales are bounded. JIT would compile longer than a chunk takes.
create function earmark.score_rows(hearing_ids bigint[], set_id bigint, keep integer, of_model bigint)
returns table (hearing_id bigint, label_id bigint, probability real, similarity real, peak_probability real, peak_window integer)
language sql stable parallel safe rows 100000 set jit = off as $$
  with vectors as materialized (
    select l.id, le.embedding, m.logit_scale as scale
    from earmark.labels l
    join earmark.label_embeddings le on le.label_id = l.id and le.model_id = of_model
    join earmark.models m on m.id = of_model
    where l.label_set_id = set_id
    order by l.position
  ), label_set as materialized (
    select count(*) as size, array_agg(id) as ids, array_agg(embedding) as embeddings, min(scale) as scale from vectors
  )
  -- Over one label the softmax is 1, whatever the window: only the similarity is left to compute.
  select h.id, s.ids[1], 1::real, heard.similarity::real, 1::real, heard.first_window
  from unnest(hearing_ids) as h (id)
  cross join (select * from label_set where size = 1) s
  cross join lateral (
    select count(*) as windows, avg(1 - (w.embedding <=> s.embeddings[1])) as similarity, min(w.window_index) as first_window
    from (
      select e.window_index, e.embedding::vector as embedding
      from earmark.embeddings e where e.hearing_id = h.id order by e.window_index
    ) w
  ) heard
  where heard.windows > 0
  union all
  select h.id, s.ids[top.place], top.probability,
    case when heard.windows = 1 then 1 - (heard.embeddings[1] <=> s.embeddings[top.place])
    else (select avg(1 - (w.embedding <=> s.embeddings[top.place])) from unnest(heard.embeddings) as w (embedding)) end::real,
    coalesce(peak.probability::real, top.probability), coalesce(peak.window_index, heard.indexes[1])
  from unnest(hearing_ids) as h (id)
  cross join (select * from label_set where size > 1) s
  cross join lateral (
    select count(*) as windows, avg(w.probabilities) as probabilities,
      array_agg(w.window_index) as indexes, array_agg(w.embedding) as embeddings, array_agg(w.total) as totals
    from (
      select e.window_index, e.embedding, t.total, p.probabilities
      from (
        select e.window_index, e.embedding::vector as embedding
        from earmark.embeddings e where e.hearing_id = h.id order by e.window_index offset 0
      ) e
      cross join lateral (
        select sum(exp(v.scale * (1 - (e.embedding <=> v.embedding)))) as total from vectors v
      ) t
      cross join lateral (
        select array_agg(exp(v.scale * (1 - (e.embedding <=> v.embedding))) / t.total)::vector as probabilities from vectors v
      ) p
    ) w
  ) heard
  cross join lateral (
    select p.probability, p.place::integer as place
    from unnest(heard.probabilities::real[]) with ordinality as p (probability, place)
    order by p.probability desc, p.place limit keep
  ) top
  left join lateral (
    select exp(s.scale * (1 - (w.embedding <=> s.embeddings[top.place]))) / w.total as probability, w.window_index
    from unnest(heard.embeddings, heard.totals, heard.indexes) as w (embedding, total, window_index)
    where heard.windows > 1
    order by 1 desc, 2 limit 1
  ) peak on true
$$;
--> statement-breakpoint

-- Detects in hearings what lies over the thresholds of this label set's calibrations, in place of what was detected in
-- them before. Without calibrations there is nothing to detect.
create function earmark.detect_hearings(hearing_ids bigint[], set_id bigint) returns void
language sql set jit = off as $$
  delete from earmark.detection_spans d
  using unnest(hearing_ids) as h (id), earmark.labels l
  where d.hearing_id = h.id and d.label_id = l.id and l.label_set_id = set_id;

  with vectors as materialized (
    select l.id, le.model_id, le.embedding, c.threshold
    from earmark.labels l
    join earmark.calibrations c on c.label_id = l.id
    join earmark.label_embeddings le on le.label_id = l.id and le.model_id = c.model_id
    where l.label_set_id = set_id and not l.is_background
  ), hits as (
    select e.hearing_id, e.window_index, v.id as label_id, s.similarity
    from unnest(hearing_ids) as h (id)
    cross join lateral (
      select e.hearing_id, e.window_index, e.model_id, e.embedding::vector as embedding
      from earmark.embeddings e where e.hearing_id = h.id offset 0
    ) e
    join vectors v on v.model_id = e.model_id
    cross join lateral (select 1 - (e.embedding <=> v.embedding) as similarity offset 0) s
    where s.similarity >= v.threshold
  ), numbered as (
    -- Windows that touch or overlap follow each other without a gap: their index less their rank is the same.
    select *, window_index - row_number() over (partition by hearing_id, label_id order by window_index) as span from hits
  )
  insert into earmark.detection_spans
    (hearing_id, label_id, first_window, last_window, peak_window, peak_similarity, mean_similarity)
  select hearing_id, label_id, min(window_index), max(window_index),
    (array_agg(window_index order by similarity desc, window_index))[1], max(similarity), avg(similarity order by window_index)
  from numbered
  group by hearing_id, label_id, span
  on conflict (hearing_id, label_id, first_window) do nothing
$$;
--> statement-breakpoint

-- Scores hearings under a label set and stores the best keep rows of each, says that they were scored, and detects in
-- them what the label set's calibrations tell from the background. Rows that are there already stay as they are.
create function earmark.score_hearings(hearing_ids bigint[], set_id bigint, keep integer) returns void
language sql as $$
  -- What foreign keys would do for each row: nothing that is scored now can go before this is committed.
  select from earmark.label_sets where id = set_id for key share;
  select count(*) from (
    select from earmark.hearings where id = any (hearing_ids) order by id for key share
  ) locked;

  -- In the order of the index by label, so that neighbours in it are written together.
  insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
  select r.hearing_id, r.label_id, r.probability, r.similarity, r.peak_probability, r.peak_window
  from (
    select h.model_id, array_agg(h.id order by h.id) as ids
    from earmark.hearings h where h.id = any (hearing_ids) group by h.model_id
  ) heard
  cross join lateral earmark.score_rows(heard.ids, set_id, keep, heard.model_id) r
  order by r.label_id, r.probability desc, r.hearing_id desc
  on conflict (hearing_id, label_id) do nothing;

  insert into earmark.scorings (hearing_id, label_set_id, keep_top)
  select h.id, s.id, keep
  from earmark.hearings h cross join earmark.label_sets s
  where h.id = any (hearing_ids) and s.id = set_id
  order by h.id
  on conflict (hearing_id, label_set_id) do update set keep_top = greatest(earmark.scorings.keep_top, excluded.keep_top)
    where earmark.scorings.keep_top < excluded.keep_top;

  select earmark.detect_hearings(hearing_ids, set_id)
  where exists (
    select from earmark.calibrations c join earmark.labels l on l.id = c.label_id where l.label_set_id = set_id
  )
$$;
--> statement-breakpoint

create type earmark.search_hit as (
  hearing_id bigint, window_index integer, start_s double precision, end_s double precision, similarity double precision
);
--> statement-breakpoint

-- Runs a search statement through a model's vector index. The settings make the index the only way to get rows in order,
-- and let its scan go on, a batch at a time, until the filters have let enough rows through.
create function earmark.run_index_search(statement text, query halfvec, wanted integer)
returns setof earmark.search_hit
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
set jit = off set max_parallel_workers_per_gather = 0
set hnsw.iterative_scan = 'relaxed_order' set hnsw.ef_search = 400 set hnsw.max_scan_tuples = 20000
as $$
begin
  return query execute statement using query, wanted;
end
$$;
--> statement-breakpoint

-- The hearings that filters let through, or null where they or their windows are too many to be compared one by one. Few
-- rows are looked for by their keys: the settings keep the planner from reading whole tables for them.
create function earmark.find_few_hearings(of_model bigint, conditions text) returns bigint[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set jit = off set max_parallel_workers_per_gather = 0
as $$
declare
  -- Up to here, comparing every window that passes the filters is as quick as the index, and misses none.
  max_hearings constant integer := 20000;
  max_windows constant integer := 20000;
  candidates constant text := format(
    'from earmark.hearings h join earmark.objects o on o.id = h.object_id where h.model_id = %s%s', of_model, conditions);
  plan json;
  heard record;
begin
  -- The planner's estimate is free; counting is not.
  execute 'explain (format json) select ' || candidates into plan;
  if (plan -> 0 -> 'Plan' ->> 'Plan Rows')::double precision > max_hearings then
    return null;
  end if;
  execute format(
    'select array_agg(id) as ids, count(*) as hearings, coalesce(sum(windows), 0) as windows
     from (select h.id, h.windows %s limit %s) h', candidates, max_hearings + 1) into heard;
  return case when heard.hearings <= max_hearings and heard.windows <= max_windows then coalesce(heard.ids, '{}') end;
end
$$;
--> statement-breakpoint

-- The windows nearest to a vector, under filters that may each be null. Says how it searched:
--   index           the model's HNSW index, scanned until enough rows pass the filters
--   exact           every window of the model: there is no index, or exactness was asked for
--   exact_filtered  every window that passes the filters: they are few, or the index ran out before the limit was filled
create function earmark.search_windows(
  query halfvec, of_model bigint, wanted integer, in_bucket text, with_prefix text, of_batch bigint,
  longer_than_s double precision, shorter_than_s double precision, with_label text, at_least_probability real,
  not_object bigint, is_exact boolean
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
