-- Channels in antiphase cancel each other in the mix: then the loudest was heard alone, and this says which, from 1.
-- Null where the mix of all was heard.
alter table earmark.objects add column heard_channel integer check (heard_channel >= 1);
