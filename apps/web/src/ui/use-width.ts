import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** The width of an element in whole pixels; 0 before it is there. */
export function useWidth<E extends HTMLElement>(): [RefObject<E | null>, number] {
  const element = useRef<E>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const observed = element.current
    if (!observed) return
    setWidth(Math.floor(observed.clientWidth))
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width))
    })
    observer.observe(observed)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}
