interface Components {
  components?: { schemas?: Record<string, unknown> }
}

const REFERENCE = /"#\/components\/schemas\/([^"]+)"/g

/**
 * Leaves only the schemas that a route refers to. zod describes each as it is sent and as it is answered, the former
 * called "…Input", although almost all are only one of these.
 */
export function tidyComponents<Document extends Components>(document: Document): Document {
  const schemas = document.components?.schemas ?? {}
  const used = new Set<string>()
  const { components, ...rest } = document
  const queue: unknown[] = [rest]
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    for (const [, name = ''] of JSON.stringify(part).matchAll(REFERENCE)) {
      if (used.has(name)) continue
      used.add(name)
      queue.push(schemas[name])
    }
  }
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
  return renameInputs({ ...rest, components: { ...components, schemas: kept } } as Document)
}

function renameInputs<Document extends Components>(document: Document): Document {
  const schemas = document.components?.schemas ?? {}
  const nameOf = (name: string) => {
    const base = name.replace(/Input$/, '')
    return base in schemas ? name : base
  }
  const text = JSON.stringify(document).replace(
    REFERENCE,
    (_, name: string) => `"#/components/schemas/${nameOf(name)}"`,
  )
  const renamed = JSON.parse(text) as Document
  const entries = Object.entries(renamed.components?.schemas ?? {})
  return {
    ...renamed,
    components: {
      ...renamed.components,
      schemas: Object.fromEntries(entries.map(([name, schema]) => [nameOf(name), schema])),
    },
  }
}
