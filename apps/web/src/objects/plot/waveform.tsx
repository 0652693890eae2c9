import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTheme } from '../../ui/use-theme'
import { waveformQuery } from '../object-queries'
import styles from './plot.module.css'
import { shareOf, type View } from './view'

const HEIGHT = 52

/** Least and greatest sample of each pixel, drawn where it belongs while the next view is on its way. */
export function Waveform({ id, view, width }: { id: string; view: View; width: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useTheme()
  const { data, error } = useQuery(waveformQuery(id, view, width))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours come from the theme.
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context || width === 0) return
    const ratio = window.devicePixelRatio
    element.width = width * ratio
    element.height = HEIGHT * ratio
    context.scale(ratio, ratio)
    context.fillStyle = getComputedStyle(element).color
    context.fillRect(0, HEIGHT / 2, width, 0.5)
    if (!data) return
    const left = shareOf(view, data.startS) * width
    const step = (shareOf(view, data.endS) * width - left) / data.min.length || 1
    for (const [point, least] of data.min.entries()) {
      const greatest = data.max[point]!
      const top = (HEIGHT / 2) * (1 - greatest)
      const height = Math.max(0.5, (HEIGHT / 2) * (greatest - least))
      context.fillRect(left + point * step, top, Math.max(step, 0.6), height)
    }
  }, [data, view, width, theme])
  return (
    <div className={styles.waveform}>
      <canvas ref={canvas} style={{ width, height: HEIGHT }} />
      {error && <p className={styles.missing}>{error.message}</p>}
    </div>
  )
}
