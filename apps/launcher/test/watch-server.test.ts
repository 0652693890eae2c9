import { expect, test } from 'vitest'
import { watchServer } from '../src/watch-server.js'

/** A server that answers so many times, and then no more. */
function createServer(answers: number) {
  let end = () => {}
  let left = answers
  let killed = 0
  const exit = { code: null, signal: 'SIGKILL', expected: false, stderrTail: '' } as const
  const exited = new Promise<typeof exit>((resolve) => {
    end = () => resolve(exit)
  })
  const answer = () => (left-- > 0 ? Promise.resolve() : new Promise<void>(() => {}))
  const kill = () => {
    killed += 1
    end()
  }
  return { exited, answer, kill, end, killed: () => killed }
}

test('a server that answers no more is said to, killed after the patience, and left to whoever supervises it', async () => {
  const said: string[] = []
  const server = createServer(0)
  await watchServer('Postgres', server, {
    say: (line) => said.push(line),
    patienceMs: 2000,
    lookMs: 10,
  })
  expect(server.killed()).toBe(1)
  expect(said).toEqual([
    'Postgres has not answered for 1 s: it computes, or it hangs. After 2 s (EARMARK_SERVER_PATIENCE_S) it is started again.',
    'Postgres has not answered for 2 s: it is ended and started again. What it was asked to do is lost.',
  ])
})

test('a server that answers late is let be', async () => {
  const said: string[] = []
  const server = createServer(1)
  const late = { ...server, answer: () => new Promise<void>((resolve) => setTimeout(resolve, 300)) }
  const watching = watchServer('Postgres', late, {
    say: (line) => said.push(line),
    patienceMs: 100_000,
    lookMs: 10,
  })
  setTimeout(server.end, 600)
  await watching
  expect(server.killed()).toBe(0)
  expect(said).toEqual([])
})

test('the watch ends with its server', async () => {
  const server = createServer(0)
  const watching = watchServer('Postgres', server, { say: () => {}, patienceMs: 1e9 })
  server.end()
  await watching
  expect(server.killed()).toBe(0)
})
