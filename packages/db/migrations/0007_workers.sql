-- When a worker last said that it runs the model: a batch that waits for one can say so.
alter table earmark.models add column worker_seen_at timestamptz;
