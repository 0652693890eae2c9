import { useEffect, useState, useSyncExternalStore } from 'react'
import { createLiveListener } from './create-live-listener'

/** A listener of this page's own: whoever leaves it is not listened to. */
export function useLiveListener() {
  const [listener] = useState(createLiveListener)
  const state = useSyncExternalStore(listener.subscribe, listener.getState)
  useEffect(() => listener.stop, [listener])
  return { ...listener, state }
}
