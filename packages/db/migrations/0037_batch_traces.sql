-- The span of the request that asked for a batch, as W3C's traceparent: chunks are queued much later and by another process, and are
-- linked to it. Null where nobody traced.
alter table earmark.batches add column traceparent text;
