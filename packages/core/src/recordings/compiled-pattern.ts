/** A pattern as the database matches it: an expression with a group for each slot. */
export type CompiledPattern = {
  /** Of Postgres. */
  expression: string
  /** `YYYY`, `MM`, `DD`, `hh`, `mm`, `ss`, `zone`, or the name of a field; in the order of the groups. */
  slots: readonly string[]
}
