import type { ClientRoute } from '@earmark/contract'

export type SplitArgument = {
  path: string
  query: Record<string, unknown>
  /** undefined for a route that takes none, and where a form is sent. */
  body?: unknown
  form?: FormData
}

/** Puts each field of a call's argument where the route has it: in the path, in the query, otherwise in the body. */
export function splitArgument(
  route: ClientRoute,
  argument: Record<string, unknown>,
): SplitArgument {
  const rest = { ...argument }
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    if (value === undefined) throw new TypeError(`${route.operationId} needs ${name}.`)
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  // What a route without a body does not know is refused by the API, by its name.
  if (!route.takesBody) return { path, query: rest }
  const query: Record<string, unknown> = {}
  for (const name of route.query) {
    query[name] = rest[name]
    delete rest[name]
  }
  const hasFile = route.takesForm && rest.file instanceof Blob
  return { path, query, ...(hasFile ? { form: toForm(rest) } : { body: rest }) }
}

/** A file beside what is asked of it. */
function toForm({ file, request }: { file?: unknown; request?: unknown }): FormData {
  const form = new FormData()
  form.append('request', JSON.stringify(request))
  form.append('file', file as Blob)
  return form
}
