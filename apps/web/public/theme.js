// Before the first paint, so that the page does not flash in the other colours.
try {
  const theme = localStorage.getItem('earmark.theme')
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme
} catch {
  // Where nothing may be stored, the system's choice stands.
}
