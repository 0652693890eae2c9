import { useSyncExternalStore } from 'react'

const prefersLight = window.matchMedia('(prefers-color-scheme: light)')

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  prefersLight.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    prefersLight.removeEventListener('change', listener)
  }
}

function readTheme(): 'dark' | 'light' {
  const chosen = document.documentElement.dataset.theme
  if (chosen === 'dark' || chosen === 'light') return chosen
  return prefersLight.matches ? 'light' : 'dark'
}

/** The colours that are shown, by choice or by the system's. */
export function useTheme(): 'dark' | 'light' {
  return useSyncExternalStore(subscribe, readTheme)
}
