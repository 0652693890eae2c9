-- Models with labels of their own, beside CLAP: what they heard, and their scores in the same tables and views.

alter table earmark.models
  -- What makes probabilities of a classifier's logits: softmax where its labels exclude each other, otherwise sigmoid.
  add column problem_type text check (problem_type in ('single_label_classification', 'multi_label_classification')),
  -- A classifier's own labels, in the order of its logits.
  add column label_set_id bigint references earmark.label_sets,
  add constraint models_own_labels check ((kind = 'classifier') = (problem_type is not null and label_set_id is not null));
--> statement-breakpoint

-- What a classifier says of a window: a number for each of its labels. These stand in place of an embedding.
create table earmark.logits (
  hearing_id bigint not null references earmark.hearings on delete cascade,
  window_index integer not null,
  start_s double precision not null,
  end_s double precision not null,
  logits real[] not null check (cardinality(logits) > 0),
  primary key (hearing_id, window_index)
);
--> statement-breakpoint

-- The probabilities of every label in every window of these hearings by classifiers. A softmax is shifted by its largest
-- logit, and exponents are bounded, since logits are not: Postgres refuses what over- or underflows. exp(-80) is 2e-35.
create function earmark.classifier_windows(hearing_ids bigint[])
returns table (hearing_id bigint, window_index integer, label_id bigint, "position" integer, probability double precision)
language sql stable parallel safe set jit = off as $$
  with numbers as (
    select w.hearing_id, w.window_index, m.problem_type, m.label_set_id, l.place::integer - 1 as place,
      case m.problem_type when 'single_label_classification'
        then exp(greatest(l.logit::double precision - max(l.logit::double precision) over moment, -80))
        else 1 / (1 + exp(-least(greatest(l.logit::double precision, -80), 80)))
      end as number
    from unnest(hearing_ids) as h (id)
    join earmark.logits w on w.hearing_id = h.id
    join earmark.hearings heard on heard.id = h.id
    join earmark.models m on m.id = heard.model_id
    cross join lateral unnest(w.logits) with ordinality as l (logit, place)
    window moment as (partition by w.hearing_id, w.window_index)
  )
  select n.hearing_id, n.window_index, l.id, l.position,
    case n.problem_type when 'single_label_classification'
      then n.number / sum(n.number) over (partition by n.hearing_id, n.window_index order by n.place
        rows between unbounded preceding and unbounded following)
      else n.number
    end
  from numbers n
  join earmark.labels l on l.label_set_id = n.label_set_id and l.position = n.place
$$;
--> statement-breakpoint

-- As the scores of CLAP: means over the windows, the peak, the best keep labels of each. A classifier has scores under its
-- own labels only, and compares nothing: its similarity is null.
create function earmark.score_classifier_rows(hearing_ids bigint[], set_id bigint, keep integer, of_model bigint)
returns table (hearing_id bigint, label_id bigint, probability real, similarity real, peak_probability real, peak_window integer)
language sql stable parallel safe rows 10000 set jit = off as $$
  select r.hearing_id, r.label_id, r.probability::real, null::real, r.peak_probability::real, r.peak_window
  from (
    select s.*, row_number() over (partition by s.hearing_id order by s.probability desc, s.position) as place
    from (
      select w.hearing_id, w.label_id, w.position,
        avg(w.probability order by w.window_index) as probability, max(w.probability) as peak_probability,
        (array_agg(w.window_index order by w.probability desc, w.window_index))[1] as peak_window
      from earmark.classifier_windows(hearing_ids) w
      group by w.hearing_id, w.label_id, w.position
    ) s
  ) r
  where r.place <= keep and exists (
    select from earmark.models m where m.id = of_model and m.label_set_id = set_id
  )
$$;
--> statement-breakpoint

alter function earmark.score_rows(bigint[], bigint, integer, bigint) rename to score_clap_rows;
--> statement-breakpoint

-- The scorer of all kinds of models: only the model's own branch is run.
create function earmark.score_rows(hearing_ids bigint[], set_id bigint, keep integer, of_model bigint)
returns table (hearing_id bigint, label_id bigint, probability real, similarity real, peak_probability real, peak_window integer)
language sql stable parallel safe rows 100000 set jit = off as $$
  select * from earmark.score_clap_rows(hearing_ids, set_id, keep, of_model)
  where (select m.kind from earmark.models m where m.id = of_model) = 'clap'
  union all
  select * from earmark.score_classifier_rows(hearing_ids, set_id, keep, of_model)
  where (select m.kind from earmark.models m where m.id = of_model) = 'classifier'
$$;
--> statement-breakpoint

-- Replaced, since what was heard may be logits: copies what was heard in one object to another that holds the same audio.
create or replace function earmark.copy_hearing(source_id bigint, to_object_id bigint) returns bigint
language plpgsql as $$
declare
  copied bigint;
begin
  insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows, samples_sha256)
  select to_object_id, model_id, window_ms, hop_ms, windows, samples_sha256 from earmark.hearings where id = source_id
  on conflict (object_id, model_id, window_ms, hop_ms) do nothing
  returning id into copied;
  if copied is null then
    select h.id into copied from earmark.hearings h join earmark.hearings s
      on (h.model_id, h.window_ms, h.hop_ms) = (s.model_id, s.window_ms, s.hop_ms)
    where s.id = source_id and h.object_id = to_object_id;
    return copied;
  end if;
  insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
  select copied, window_index, model_id, start_s, end_s, embedding from earmark.embeddings where hearing_id = source_id;
  insert into earmark.logits (hearing_id, window_index, start_s, end_s, logits)
  select copied, window_index, start_s, end_s, logits from earmark.logits where hearing_id = source_id;
  return copied;
end
$$;
