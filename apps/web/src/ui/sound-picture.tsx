import { spectrogramUrl } from '../objects/spectrogram-url'

/** A small spectrogram of a moment; where it cannot be had, its dark place stays empty. */
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
  return (
    <img
      alt=""
      loading="lazy"
      onError={({ currentTarget }) => {
        currentTarget.hidden = true
      }}
      src={spectrogramUrl(objectId, { startS, endS, width, height })}
    />
  )
}
