insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
values ('new', 'r1', 'fp32', 'clap', 20, 48000, 10), ('old', 'r1', 'fp32', 'clap', 20, 48000, 10);

insert into earmark.objects (bucket, key, etag, size, duration_s, sample_rate)
values ('field', 'day/a.wav', 'e1', 1, 20, 44100), ('field', '=cmd|calc.wav', 'e2', 1, 10, null), ('field', 'day/../b.wav', 'e3', 1, 20, 44100);

insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows, heard_at)
values (1, 1, 10000, 10000, 2, '2026-03-01 12:00:00.123456Z'), (2, 1, 10000, 10000, 1, '2026-03-01 12:00:00.123456Z'),
  (3, 1, 10000, 10000, 2, '2026-03-01 12:00:00Z'), (1, 2, 10000, 10000, 2, '2026-01-01Z');

insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
select h.id, w, h.model_id, 10 * w, 10 * (w + 1), array_fill((0.5 / (w + 1))::real, array[512])::halfvec
from earmark.hearings h, generate_series(0, h.windows - 1) w;

insert into earmark.label_sets (name, version, template, content_sha256) values ('sounds', 1, '{}', 'x'), ('other', 1, '{}', 'y');

insert into earmark.labels (label_set_id, position, name, prompts)
values (1, 0, 'dog', '{dog}'), (1, 1, 'rain', '{rain}'), (2, 0, 'train', '{train}');

insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
values (1, 1, 0.9, 0.4, 0.95, 1), (1, 2, 0.1, 0.1, 0.2, 0), (2, 1, 0.25, null, 0.25, 0), (2, 2, 0.75, null, 0.75, 0),
  (3, 1, 0.5, 0.3, 0.6, 0), (3, 2, 0.5, 0.3, 0.6, 1), (4, 3, 1, 0.2, 1, 0), (4, 1, 0.4, 0.2, 0.4, 0);

insert into earmark.calibrations (label_id, model_id, sampled_windows, mean, stddev, percentiles, threshold)
select l, 1, 100, 0.1, 0.05, array(select p / 100.0 from generate_series(0, 100) p), 0.3 from generate_series(1, 2) l;

insert into earmark.detection_spans (hearing_id, label_id, first_window, last_window, peak_window, peak_similarity, mean_similarity)
values (1, 1, 1, 1, 1, 0.4, 0.4), (1, 2, 0, 1, 0, 0.5, 0.4), (1, 1, 0, 0, 0, 0.35, 0.35), (3, 1, 0, 0, 0, 0.4, 0.4);

insert into earmark.batches (name, state, source, model_id, window_ms, hop_ms) values ('one', 'completed', '{}', 1, 10000, 10000);
insert into earmark.batch_label_sets (batch_id, label_set_id, position) values (1, 1, 0);
insert into earmark.items (batch_id, seq, bucket, key, state, object_id, hearing_id) values (1, 1, 'field', 'day/a.wav', 'done', 1, 1);
