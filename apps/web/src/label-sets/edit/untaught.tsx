import styles from './label-set-editor.module.css'

/** Says before saving what was taught and will not be in the new version. */
export function Untaught({ gone, reworded }: { gone: string[]; reworded: string[] }) {
  const list = (names: string[]) => names.map((name) => `“${name}”`).join(', ')
  return (
    <div aria-live="polite" className={styles.hint}>
      {reworded.length > 0 && (
        <p>
          {list(reworded)} {reworded.length === 1 ? 'was' : 'were'} taught under other words: in the
          new version {reworded.length === 1 ? 'it is' : 'they are'} what the new words say. The
          answers stay: publish {reworded.length === 1 ? 'it' : 'them'} again to learn from them.
        </p>
      )}
      {gone.length > 0 && (
        <p>
          {list(gone)} {gone.length === 1 ? 'was' : 'were'} taught and will not be in the new
          version; the versions before keep {gone.length === 1 ? 'it' : 'them'}.
        </p>
      )}
    </div>
  )
}
