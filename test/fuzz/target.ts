import type { Chance } from './choose.js'

/** Something that takes inputs from outside. */
export interface Target {
  /**
   * Makes the input of this chance and gives it to the program.
   *
   * @param chance the same gives the same input
   * @returns what became of it, in a word
   * @throws WrongAnswer where that must not be
   */
  send: (chance: Chance) => Promise<string>
  /** @returns what was left behind: processes, files */
  close: () => Promise<string[]>
}

/** What must not be, and the input that it came from. */
export class WrongAnswer extends Error {
  readonly input: unknown

  constructor(what: string, input: unknown) {
    super(what)
    this.input = input
  }
}

export type OpenTarget = (folder: string) => Promise<Target>
