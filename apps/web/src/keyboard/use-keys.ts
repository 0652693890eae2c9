import { useEffect, useRef } from 'react'

export type KeyActions = Record<string, (event: KeyboardEvent) => void>

/** What takes keys itself: fields, and parts whose arrows move within them. */
const TAKES_ALL = 'input, textarea, select, [contenteditable=true], [role=dialog], [role=textbox]'
const TAKES_ARROWS =
  '[role=tab], [role=slider], [role=listbox], [role=menu], [role=radiogroup], audio[controls]'
const TAKES_PRESSES =
  'a, button, summary, [role=button], [role=option], [role=menuitem], audio[controls]'

/**
 * Does what belongs to a key while the part that asks for it is on the page. Keys are as `KeyboardEvent.key` names them,
 * with `Shift+` before those that need it.
 */
export function useKeys(actions: KeyActions): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    function take(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTaken(event)) return
      const isArrow = event.key.startsWith('Arrow')
      const action = latest.current[event.shiftKey && isArrow ? `Shift+${event.key}` : event.key]
      if (!action) return
      event.preventDefault()
      action(event)
    }
    document.addEventListener('keydown', take)
    return () => document.removeEventListener('keydown', take)
  }, [])
}

function isTaken(event: KeyboardEvent): boolean {
  const { key } = event
  // What lies in a shadow is the target only within it.
  const target = event.composedPath()[0]
  if (!(target instanceof Element)) return false
  // A ticked box or a chosen colour takes no letters.
  if (target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type)) {
    return key === ' ' || key.startsWith('Arrow')
  }
  if (target.closest(TAKES_ALL)) return true
  if (key.startsWith('Arrow') || key === 'Home' || key === 'End') {
    return target.closest(TAKES_ARROWS) !== null
  }
  return (key === ' ' || key === 'Enter') && target.closest(TAKES_PRESSES) !== null
}
