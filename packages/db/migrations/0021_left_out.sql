-- Objects under a batch's prefix that were passed over because they are no audio, by name or by type.
alter table earmark.batches add column left_out bigint not null default 0;
