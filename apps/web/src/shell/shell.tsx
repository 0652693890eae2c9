import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { KeyboardHelp } from '../keyboard/keyboard-help'
import { usePageKeys } from '../keyboard/use-page-keys'
import { PlayerBar } from '../player/player-bar'
import { Navigation } from './navigation'
import styles from './shell.module.css'
import { Unreachable } from './unreachable'
import { useSignedIn } from './use-signed-in'

/** Navigation, the page and the player, which goes on sounding from page to page. */
export function Shell() {
  const [isHelpOpen, setHelpOpen] = useState(false)
  const session = useSignedIn()
  usePageKeys({ onHelp: () => setHelpOpen(true) })
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        To the page
      </a>
      <Navigation onHelp={() => setHelpOpen(true)} session={session} />
      <main className={styles.main} id="main" tabIndex={-1}>
        <Unreachable />
        <Outlet />
      </main>
      <PlayerBar />
      {isHelpOpen && <KeyboardHelp onClose={() => setHelpOpen(false)} />}
    </div>
  )
}
