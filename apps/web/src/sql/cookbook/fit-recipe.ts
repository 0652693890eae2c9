/** What an archive calls what the cookbook calls `sounds`, `clap` and `This is a sound of …`. */
export interface ArchiveNames {
  labelSet?: { name: string; version: number; template: string } | undefined
  model?: string | undefined
}

/** A question of the cookbook in the words of this archive: its label set, its model, its template. */
export function fitRecipe(statement: string, { labelSet, model }: ArchiveNames): string {
  let fitted = statement
  if (model !== undefined) {
    fitted = fitted.replaceAll(/\b(model = )'clap'/g, (_all, before) => before + quote(model))
  }
  if (labelSet === undefined) return fitted
  const { name, version, template } = labelSet
  return fitted
    .replaceAll(/(label_set = )'sounds'/g, (_all, before) => before + quote(name))
    .replaceAll(
      /(label_set = '(?:[^']|'')*' and (?:\w+\.)?label_set_version = )1\b/g,
      (_all, before) => before + version,
    )
    .replaceAll(/'This is a sound of (?:a )?(\w+)\.'/g, (_all, word: string) =>
      quote(template.replace('{}', () => word)),
    )
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
