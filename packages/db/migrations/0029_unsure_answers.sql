-- A third word on a label at a moment: whoever listened cannot tell. It counts as an answer, and never as right or wrong.
alter table earmark.annotations
  drop constraint annotations_verdict_check,
  add constraint annotations_verdict_check check (verdict in ('right', 'wrong', 'unsure'));
--> statement-breakpoint

create or replace view earmark.label_stats as
select l.name as label, ls.name as label_set, ls.version as label_set_version, m.name as model, m.revision as model_revision,
  coalesce(a.right_count + a.wrong_count, 0) as annotated, coalesce(a.right_count, 0) as right_count, coalesce(a.wrong_count, 0) as wrong_count,
  a.right_count::double precision / nullif(a.right_count + a.wrong_count, 0) as precision,
  c.mean as background_mean, c.stddev as background_stddev, c.threshold as detection_threshold,
  l.is_background, l.by_example,
  l.id as label_id, ls.id as label_set_id, m.id as model_id,
  coalesce(a.unsure_count, 0) as unsure_count
from earmark.label_embeddings le
join earmark.labels l on l.id = le.label_id
join earmark.label_sets ls on ls.id = l.label_set_id
join earmark.models m on m.id = le.model_id
left join earmark.calibrations c on c.label_id = le.label_id and c.model_id = le.model_id
left join (
  select a.label_id, h.model_id,
    count(*) filter (where a.verdict = 'right') as right_count, count(*) filter (where a.verdict = 'wrong') as wrong_count,
    count(*) filter (where a.verdict = 'unsure') as unsure_count
  from earmark.annotations a join earmark.hearings h on h.id = a.hearing_id
  group by a.label_id, h.model_id
) a on a.label_id = le.label_id and a.model_id = le.model_id;
--> statement-breakpoint

comment on column earmark.label_stats.unsure_count is 'How often somebody listened and could not tell: not among annotated.';
