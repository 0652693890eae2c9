/** Where browsers find this API. */
export interface Site {
  /** Nothing but this machine reaches it: whoever asks for another host was led here by somebody else's DNS. */
  isLoopbackOnly: boolean
  /** Where a reverse proxy serves it, such as `https://earmark.example.org`. */
  publicOrigin?: string | undefined
  /** The built page; nothing need be there. */
  webDir: string
  /** The built documents; nothing need be there. */
  helpDir: string
}
