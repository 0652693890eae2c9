/** The command was called in a way that cannot work, whatever the state of the world. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
