-- Several words on one label of an object: of each moment, and of each person. Who says something again of the same place
-- changes only what they said there.
alter table earmark.annotations add column id bigint generated always as identity;
--> statement-breakpoint
-- The API key's name as it was then: a key that takes over its name speaks for the same person.
alter table earmark.annotations add column said_by text not null default '';
--> statement-breakpoint
update earmark.annotations a set said_by = k.name from earmark.api_keys k where k.id = a.api_key_id;
--> statement-breakpoint
alter table earmark.annotations alter column said_by drop default;
--> statement-breakpoint
alter table earmark.annotations drop constraint annotations_pkey;
--> statement-breakpoint
alter table earmark.annotations add primary key (id);
--> statement-breakpoint
-- The object as a whole, window_index null, is a place, too.
alter table earmark.annotations add constraint annotations_place
  unique nulls not distinct (hearing_id, label_id, window_index, said_by);
--> statement-breakpoint
comment on column earmark.label_stats.annotated is 'What people said, right or wrong: the word of each of them on each moment counts once.';
