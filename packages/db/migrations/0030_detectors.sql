-- Labels that are each a presence of their own: sigmoid(slope · (direction · embedding) + offset), whatever the set's other
-- labels say. A set is of one kind or the other. See docs/decisions/words-are-the-prior.md and stored-detectors.md.
alter table earmark.label_sets
  -- shares: a softmax over the labels; presence: a detector for each.
  add column scoring text not null default 'shares' check (scoring in ('shares', 'presence')),
  -- Where one label holds, no other does: what is right for one is wrong for the others. Only learning asks.
  add column one_at_a_time boolean not null default false;
--> statement-breakpoint

-- From which probability on a window is a detection; null: from 0.5 on. Chosen when the version is published.
alter table earmark.labels add column threshold double precision check (threshold > 0 and threshold < 1);
--> statement-breakpoint

-- Of a detector the embedding is the direction, of length one, so that whatever compares similarities goes on doing so; its
-- weights are slope · direction.
alter table earmark.label_embeddings
  add column slope double precision check (slope >= 0),
  add column logit_offset double precision,
  add constraint label_embeddings_detector check ((slope is null) = (logit_offset is null));
--> statement-breakpoint

-- The scorer's branch for detectors. As the others: means over the windows, the peak, the best keep labels of each, summed in
-- one order. A similarity is the inner product with the direction; exponents are bounded, as Postgres refuses overflows.
create function earmark.score_detector_rows(hearing_ids bigint[], set_id bigint, keep integer, of_model bigint)
returns table (hearing_id bigint, label_id bigint, probability real, similarity real, peak_probability real, peak_window integer)
language sql stable parallel safe rows 100000 set jit = off as $$
  with vectors as materialized (
    select l.id, le.embedding, le.slope, le.logit_offset
    from earmark.labels l
    join earmark.label_embeddings le on le.label_id = l.id and le.model_id = of_model and le.slope is not null
    where l.label_set_id = set_id
    order by l.position
  ), label_set as materialized (
    select count(*) as size, array_agg(id) as ids, array_agg(embedding) as embeddings, array_agg(slope) as slopes,
      array_agg(logit_offset) as offsets
    from vectors
  )
  select h.id, s.ids[top.place], top.probability, peak.similarity::real, peak.probability::real, peak.window_index
  from unnest(hearing_ids) as h (id)
  cross join (select * from label_set where size > 0) s
  cross join lateral (
    select count(*) as windows, avg(w.probabilities) as probabilities,
      array_agg(w.window_index) as indexes, array_agg(w.embedding) as embeddings
    from (
      select e.window_index, e.embedding, p.probabilities
      from (
        select e.window_index, e.embedding::vector as embedding
        from earmark.embeddings e where e.hearing_id = h.id order by e.window_index offset 0
      ) e
      cross join lateral (
        select array_agg(
          1 / (1 + exp(-least(greatest(v.logit_offset - v.slope * (e.embedding <#> v.embedding), -80), 80)))
        )::vector as probabilities from vectors v
      ) p
    ) w
  ) heard
  cross join lateral (
    select p.probability, p.place::integer as place
    from unnest(heard.probabilities::real[]) with ordinality as p (probability, place)
    order by p.probability desc, p.place limit keep
  ) top
  cross join lateral (
    select max(w.probability) as probability, avg(w.similarity) as similarity,
      (array_agg(w.window_index order by w.probability desc, w.window_index))[1] as window_index
    from (
      select i.window_index, -(i.embedding <#> s.embeddings[top.place]) as similarity,
        1 / (1 + exp(-least(greatest(
          s.offsets[top.place] - s.slopes[top.place] * (i.embedding <#> s.embeddings[top.place]), -80), 80))) as probability
      from unnest(heard.embeddings, heard.indexes) as i (embedding, window_index)
    ) w
  ) peak
  where heard.windows > 0
$$;
--> statement-breakpoint

-- The scorer of all kinds of models and label sets: only one branch is run.
create or replace function earmark.score_rows(hearing_ids bigint[], set_id bigint, keep integer, of_model bigint)
returns table (hearing_id bigint, label_id bigint, probability real, similarity real, peak_probability real, peak_window integer)
language sql stable parallel safe rows 100000 set jit = off as $$
  select * from earmark.score_clap_rows(hearing_ids, set_id, keep, of_model)
  where (select m.kind from earmark.models m where m.id = of_model) = 'clap'
    and (select s.scoring from earmark.label_sets s where s.id = set_id) = 'shares'
  union all
  select * from earmark.score_detector_rows(hearing_ids, set_id, keep, of_model)
  where (select m.kind from earmark.models m where m.id = of_model) = 'clap'
    and (select s.scoring from earmark.label_sets s where s.id = set_id) = 'presence'
  union all
  select * from earmark.score_classifier_rows(hearing_ids, set_id, keep, of_model)
  where (select m.kind from earmark.models m where m.id = of_model) = 'classifier'
$$;
--> statement-breakpoint

-- As before; under a detector a similarity is the inner product that it scores with, so that a threshold on one is a
-- threshold on the other.
create or replace function earmark.detect_hearings(hearing_ids bigint[], set_id bigint) returns void
language sql set jit = off as $$
  delete from earmark.detection_spans d
  using unnest(hearing_ids) as h (id), earmark.labels l
  where d.hearing_id = h.id and d.label_id = l.id and l.label_set_id = set_id;

  with vectors as materialized (
    select l.id, le.model_id, le.embedding, le.slope is not null as is_detector, c.threshold
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
    cross join lateral (
      select case when v.is_detector then -(e.embedding <#> v.embedding) else 1 - (e.embedding <=> v.embedding) end
        as similarity offset 0
    ) s
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
revoke execute on function earmark.score_detector_rows(bigint[], bigint, integer, bigint) from public;
--> statement-breakpoint
comment on column earmark.results.probability is 'Mean over the object''s windows, 0 to 1: of the softmax over the label set, or, of labels that are each a presence, of the label''s own sigmoid, as of classifiers whose labels do not exclude each other.';
comment on column earmark.top_labels.probability is 'The label''s probability: mean over the windows of the softmax over the label set, or of its own sigmoid where labels are each a presence.';
