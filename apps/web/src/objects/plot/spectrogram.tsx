import { useEffect, useState } from 'react'
import { spectrogramUrl } from '../spectrogram-url'
import styles from './plot.module.css'
import { shareOf, type View } from './view'

const HEIGHT = 176

type Shown = { url: string; view: View }

/** The picture of a view; until the next one has come, the last one lies where it belongs. */
export function Spectrogram({ id, view, width }: { id: string; view: View; width: number }) {
  const [shown, setShown] = useState<Shown>()
  const [problem, setProblem] = useState<string>()
  const url = width === 0 ? undefined : spectrogramUrl(id, { ...view, width, height: HEIGHT })
  useEffect(() => {
    if (url === undefined) return
    const image = new Image()
    image.onload = () => {
      setShown({ url, view })
      setProblem(undefined)
    }
    image.onerror = () => setProblem('There is no spectrogram: the object cannot be read any more.')
    image.src = url
    return () => {
      // Who has gone on does not wait for it: the request ends, and with it the work for it.
      image.onload = null
      image.onerror = null
      image.src = ''
    }
  }, [url, view])
  const left = shown && shareOf(view, shown.view.startS)
  const right = shown && shareOf(view, shown.view.endS)
  return (
    <div className={styles.spectrogram} data-missing={problem !== undefined || undefined}>
      {shown && left !== undefined && right !== undefined && (
        <img
          alt="Spectrogram"
          draggable={false}
          src={shown.url}
          style={{ left: `${100 * left}%`, width: `${100 * (right - left)}%` }}
        />
      )}
      {problem && <p className={styles.missing}>{problem}</p>}
    </div>
  )
}
