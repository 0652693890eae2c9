-- Each report knows where it goes: one may be asked for again, elsewhere.
alter table earmark.deliveries add column report_to text;
--> statement-breakpoint
create index deliveries_batch on earmark.deliveries (batch_id);
--> statement-breakpoint
create index batches_watch on earmark.batches (watch_id) where watch_id is not null;
