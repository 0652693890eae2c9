export function PlaySign() {
  return (
    <svg aria-hidden="true" height="14" viewBox="0 0 14 14" width="14">
      <path d="M3 1.5v11l9.5-5.5Z" fill="currentColor" />
    </svg>
  )
}

export function PauseSign() {
  return (
    <svg aria-hidden="true" height="14" viewBox="0 0 14 14" width="14">
      <path d="M2.5 1.5h3.2v11H2.5Zm5.8 0h3.2v11H8.3Z" fill="currentColor" />
    </svg>
  )
}
