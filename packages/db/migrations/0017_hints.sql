-- The hint names the command as it is typed.
create or replace function earmark.find_text_embedding(prompt text, of_model bigint) returns halfvec
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  found earmark.embeddings.embedding%type;
begin
  if prompt is null or btrim(prompt) = '' then
    raise exception 'A prompt must not be empty' using errcode = '22023';
  end if;
  if length(prompt) > 2000 then
    raise exception 'A prompt has at most 2,000 characters; this one has %', length(prompt) using errcode = '22023';
  end if;
  select t.embedding into found from earmark.text_embeddings t
  where t.model_id = of_model and t.prompt_sha256 = sha256(convert_to(find_text_embedding.prompt, 'UTF8'));
  if found is null then
    raise exception 'The prompt % has no embedding yet, and only the model can make one', quote_literal(left(prompt, 100))
      using errcode = '22023',
        hint = 'Search for it once with npx earmark search, or use it in a label set; from then on it is known here. The whole prompt counts, its template included.';
  end if;
  return found;
end
$$;
