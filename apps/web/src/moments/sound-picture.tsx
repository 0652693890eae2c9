import { useEffect, useRef, useState } from 'react'
import { spectrogramUrl } from '../objects/spectrogram-url'
import { takeTurn } from './take-turn'

/** A small spectrogram of a moment, once it is in sight; where it cannot be had, its dark place stays empty. */
export function SoundPicture({
  objectId,
  startS,
  endS,
  width,
  height,
}: {
  objectId: number
  startS: number
  endS: number
  width: number
  height: number
}) {
  const image = useRef<HTMLImageElement>(null)
  const endTurn = useRef(() => {})
  const url = spectrogramUrl(objectId, { startS, endS, width, height })
  const [shown, setShown] = useState<string>()
  const [isMissing, setMissing] = useState(false)
  useEffect(() => {
    setMissing(false)
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return
      observer.disconnect()
      endTurn.current = takeTurn(() => setShown(url))
    })
    observer.observe(image.current!)
    return () => {
      observer.disconnect()
      endTurn.current()
    }
  }, [url])
  return (
    <img
      alt=""
      data-missing={isMissing || undefined}
      onError={() => {
        setMissing(true)
        endTurn.current()
      }}
      onLoad={() => endTurn.current()}
      ref={image}
      src={shown}
    />
  )
}
