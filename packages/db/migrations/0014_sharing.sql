-- Hearings are shared by one statement for all items of a chunk, in the order of their keys.
drop function earmark.copy_hearing(bigint, bigint);
