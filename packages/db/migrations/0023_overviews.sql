-- A long recording at a glance, which its worker writes while it hears it: peaks and a coarse spectrum, some 500 bytes a minute.
-- Who looks at hours need not decode them. Objects heard before have none.
create table earmark.overviews (
  object_id bigint primary key references earmark.objects on delete cascade,
  -- Seconds that a pair of peaks stands for, and pairs of 16 bits: lowest, highest.
  peak_s real not null,
  peaks bytea not null,
  -- Seconds that a spectrum stands for, and spectra of so many bytes each: a level in steps of half a dB.
  spectrum_s real not null,
  bands smallint not null,
  spectra bytea not null
);
