import { fileName } from '../format/file-name'
import { useKeys } from '../keyboard/use-keys'
import { usePlayer } from '../player/player-provider'
import { CopyButton } from '../ui/copy-button'
import type { StoredObject } from './shapes'

export function ObjectActions({ object }: { object: StoredObject }) {
  const player = usePlayer()
  function link(): string {
    const url = new URL(window.location.href)
    if (player.getState().object?.id === object.id) {
      url.searchParams.set('t', player.currentS().toFixed(1))
    }
    return url.href
  }
  useKeys({ c: () => void navigator.clipboard.writeText(link()) })
  return (
    <>
      <CopyButton read={link}>Copy link</CopyButton>
      <a
        className="button-like"
        download={fileName(object.key)}
        href={`/v1/objects/${object.id}/audio?as=original`}
      >
        Download
      </a>
    </>
  )
}
