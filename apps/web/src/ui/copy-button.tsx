import { type ReactNode, useEffect, useState } from 'react'
import { Button } from './button'

const SHOWN_MS = 1_500

/** Copies a text, and says that it did. */
export function CopyButton({ read, children }: { read: () => string; children: ReactNode }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  async function copy() {
    await navigator.clipboard.writeText(read())
    setCopied(true)
  }
  return <Button onClick={copy}>{copied ? '✓ Copied' : children}</Button>
}
