export function Mark() {
  return (
    <svg aria-hidden="true" height="20" viewBox="0 0 20 20" width="20">
      <path d="M10 1h5a4 4 0 0 1 4 4v5a9 9 0 1 1-9-9Z" fill="var(--accent)" />
      <rect fill="var(--bg)" height="8" rx="2.5" width="5" x="7.5" y="6" />
    </svg>
  )
}
