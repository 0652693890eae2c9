import { getRouteApi } from '@tanstack/react-router'
import { Empty } from '../ui/empty'
import { Listening } from './listening'
import { ReviewHead } from './review-head'

const route = getRouteApi('/page/review')

/** One moment after another: is it what the label says? */
export function ReviewPage() {
  const { at: _, labelSet, label, ...rest } = route.useSearch()
  if (labelSet !== undefined && label !== undefined) {
    const asked = { labelSet, label, ...rest }
    return <Listening asked={asked} key={JSON.stringify(asked)} />
  }
  return (
    <>
      <ReviewHead />
      <Empty title="Which label do you want to listen to?">
        <p>
          Choose a label set and a label. Moments come one after another, and play by themselves;
          you say with a key whether the label is right. What is answered shows how far it can be
          trusted.
        </p>
      </Empty>
    </>
  )
}
