const LOOK_INTERVAL_MS = 250

/**
 * Ends this process as SIGTERM does when the one that started it is gone: `kill` of npm ends npm's shell, which hands
 * nothing on. Only for processes that npm has started; others may outlive whoever started them.
 */
export function stopWithParent() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_INTERVAL_MS)
  timer.unref()
}
