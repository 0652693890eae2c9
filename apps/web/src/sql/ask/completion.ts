import type { Completion } from '@codemirror/autocomplete'
import type { SQLNamespace } from '@codemirror/lang-sql'
import type { SqlDescription } from '../sql-queries'

/** Views with their columns, and functions, as an editor completes them: `earmark.re` → `earmark.results`. */
export function toNamespace({
  views,
  functions,
}: Pick<SqlDescription, 'views' | 'functions'>): SQLNamespace {
  const relations = views.map(({ name, description, columns }) => [
    name,
    {
      self: toCompletion(name, 'class', 'view', description),
      children: columns.map((column) =>
        toCompletion(column.name, 'property', column.type, column.description),
      ),
    },
  ])
  const calls = functions.map(({ name, description }) => [
    name,
    { self: toCompletion(name, 'function', '( … )', description), children: [] },
  ])
  return {
    earmark: {
      self: toCompletion('earmark', 'namespace', 'schema', ''),
      children: Object.fromEntries([...relations, ...calls]),
    },
  }
}

function toCompletion(label: string, type: string, detail: string, info: string): Completion {
  return { label, type, detail, ...(info !== '' && { info }) }
}
