import type { Metrics } from './metrics.js'

type Event = { type: 'started' | 'crashed' | 'hung' | 'replaced' | 'start-failed' }
type Figures = {
  kind: 'audio' | 'text'
  size: number
  featuresS: number
  inferenceS: number
}

/** Notes what the processes of a model do: what a pool is made with, beside its own options. */
export function observeInference(metrics: Metrics | undefined): {
  onEvent: (event: Event) => void
  onRun: (figures: Figures) => void
} {
  return {
    onEvent({ type }) {
      if (type === 'started') return
      metrics?.add('earmark_inference_restarts_total', { reason: type.replaceAll('-', '_') })
    },
    onRun({ kind, size, featuresS, inferenceS }) {
      if (!metrics) return
      metrics.add('earmark_inference_busy_seconds_total', {}, featuresS + inferenceS)
      if (kind === 'text') return
      metrics.add('earmark_windows_heard_total', {}, size)
      metrics.observe('earmark_stage_duration_seconds', { stage: 'features' }, featuresS / size)
      metrics.observe('earmark_stage_duration_seconds', { stage: 'inference' }, inferenceS / size)
    },
  }
}
