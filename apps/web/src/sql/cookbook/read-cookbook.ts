export interface Recipe {
  /** The chapter that it stands in. */
  chapter: string
  title: string
  statement: string
}

/** A heading, or a numbered question with its statement. */
const PART = /^## (.+)$|^\d+\\\. (.+)\n\n```sql\n([^`]+?)\n```$/gm

/** The questions of docs/sql.md, in its order. */
export function readCookbook(text: string): Recipe[] {
  const recipes: Recipe[] = []
  let chapter = ''
  for (const [, heading, title, statement] of text.matchAll(PART)) {
    if (heading !== undefined) chapter = heading
    else recipes.push({ chapter, title: title!, statement: statement! })
  }
  return recipes
}
