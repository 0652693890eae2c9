const BLANKS = String.raw`[\s\p{Cc}\p{Default_Ignorable_Code_Point}]*`
const SIGNS = '[=+\\-@＝＋－＠﹢﹣﹦﹫]'
/** What spreadsheets take for a formula, also behind blanks: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = new RegExp(`^${BLANKS}${SIGNS}|^[\\t\\r\\n]`, 'u')
/** The same where they split cells at semicolons, tabs and line breaks instead of commas. */
const LATER_FORMULA = new RegExp(`([;\\t\\r\\n])(?=${BLANKS}${SIGNS})`, 'gu')
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

/** Gives text that a spreadsheet would take for a formula an apostrophe in front. A number is none, whatever its sign. */
export function guardFormula(text: string): string {
  if (NUMBER.test(text)) return text
  const guarded = text.replace(LATER_FORMULA, "$1'")
  return FORMULA.test(text) ? `'${guarded}` : guarded
}
