import type { GlobProgram } from './parse-glob.js'

/** What the machine may be in the middle of after some characters, and where the next one leads. */
type State = { steps: readonly number[]; isEnd: boolean; next: Map<string, State> }

/** Steps of states that are remembered at most; then all is forgotten, and found again where it is needed. */
const MAX_REMEMBERED = 50_000

/**
 * Matches whole texts against a glob in a time that grows with the text's length alone: it is read once, and with each
 * character all steps are taken that the glob allows. Nothing is ever tried again, so that no glob can make it slow.
 */
export class GlobMachine {
  readonly #program: GlobProgram
  #states = new Map<string, State>()
  #remembered = 0
  #start: State

  constructor(program: GlobProgram) {
    this.#program = program
    this.#start = this.#stateOf([0])
  }

  matches(text: string): boolean {
    let state = this.#start
    for (const character of text) {
      state = state.next.get(character) ?? this.#take(state, character)
      if (state.steps.length === 0 && !state.isEnd) return false
    }
    return state.isEnd
  }

  #take(state: State, character: string): State {
    const { tests } = this.#program
    const reached: number[] = []
    for (const step of state.steps) if (tests[step]?.(character)) reached.push(step + 1)
    if (this.#remembered >= MAX_REMEMBERED) this.#forget()
    const next = this.#stateOf(reached)
    state.next.set(character, next)
    this.#remembered += next.steps.length + 1
    return next
  }

  #forget(): void {
    this.#states = new Map()
    this.#remembered = 0
    this.#start = this.#stateOf([0])
  }

  /** The state of these steps and of all that can be reached from them without a character. */
  #stateOf(from: readonly number[]): State {
    const { tests, jumps } = this.#program
    const seen = new Set(from)
    const open = [...from]
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      if (tests[step] !== null) continue
      for (const to of jumps[step] as number[]) {
        if (seen.has(to)) continue
        seen.add(to)
        open.push(to)
      }
    }
    const steps = [...seen].filter((step) => tests[step] !== null).sort((a, b) => a - b)
    const isEnd = seen.has(tests.length - 1)
    const name = `${isEnd} ${steps.join()}`
    const known = this.#states.get(name)
    if (known) return known
    const state = { steps, isEnd, next: new Map() }
    this.#states.set(name, state)
    return state
  }
}
