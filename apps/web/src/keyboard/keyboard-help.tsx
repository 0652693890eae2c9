import { Dialog } from '../ui/dialog'
import styles from './keyboard-help.module.css'

const keys: [string[], string][] = [
  [['/'], 'search'],
  [['space'], 'play, pause'],
  [['j', 'k'], 'next, previous detection or row'],
  [['←', '→'], '1 s back, on; with shift 10 s'],
  [['+', '-'], 'zoom in, out'],
  [['0'], 'the whole recording'],
  [['y', 'n', 'u'], 'the label at the play head is right, is wrong, cannot be told'],
  [['u'], 'in a review: cannot be told'],
  [['z'], 'in a review: take the last answer back'],
  [['w'], 'in a review: hear what is before and after'],
  [[',', '.'], 'slower, faster'],
  [['↑', '↓'], 'louder, softer, on a recording’s page and in a review'],
  [['c'], 'copy the link to this moment'],
  [['g', 'a'], 'archive'],
  [['g', 'o'], 'objects'],
  [['g', 's'], 'search'],
  [['g', 'r'], 'review'],
  [['g', 'b'], 'batches'],
  [['g', 'w'], 'watches'],
  [['g', 'l'], 'label sets'],
  [['g', 'p'], 'playground'],
  [['g', 'q'], 'SQL'],
  [['?'], 'these keys'],
]

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Keys">
      <dl className={styles.keys}>
        {keys.map(([pressed, meaning]) => (
          <div className={styles.row} key={meaning}>
            <dt>
              {pressed.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
