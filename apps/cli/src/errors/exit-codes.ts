/** What `earmark` ends with; documented in the README. */
export const exitCodes = {
  done: 0,
  error: 1,
  usage: 2,
  someFailed: 3,
  /** 128 + SIGINT, as shells expect. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
