import cookbook from '../../../../../docs/sql.md?raw'
import styles from './examples.module.css'
import { fitRecipe } from './fit-recipe'
import { readCookbook } from './read-cookbook'
import { useArchiveNames } from './use-archive-names'

const recipes = readCookbook(cookbook)
const chapters = [...new Set(recipes.map(({ chapter }) => chapter))]

/** The questions of docs/sql.md, each in this archive's own names. */
export function Examples({ onChoose }: { onChoose: (statement: string) => void }) {
  const names = useArchiveNames()
  return (
    <select
      aria-label="Examples"
      className={`field ${styles.examples}`}
      onChange={({ target }) => {
        const recipe = recipes[Number(target.value)]
        if (recipe) onChoose(fitRecipe(recipe.statement, names))
      }}
      value=""
    >
      <option disabled value="">
        Examples
      </option>
      {chapters.map((chapter) => (
        <optgroup key={chapter} label={chapter}>
          {recipes.map(
            (recipe, at) =>
              recipe.chapter === chapter && (
                <option key={recipe.title} value={at}>
                  {recipe.title}
                </option>
              ),
          )}
        </optgroup>
      ))}
    </select>
  )
}
