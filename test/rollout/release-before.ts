import { execFile } from 'node:child_process'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
export const thisTree = fileURLToPath(new URL('../../', import.meta.url))
const JOURNAL = 'packages/db/migrations/meta/_journal.json'
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024
/** Of the programs that a roll-out replaces; turbo builds what they need. */
const PROGRAMS = ['@earmark/api', '@earmark/worker']
/** What git says on standard error of a ref that is not there is no news. */
const QUIET = ['rev-parse', '--verify', '--quiet', '--end-of-options']

async function git(...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: thisTree, maxBuffer: MAX_OUTPUT_BYTES })
  return stdout.trim()
}

/** @returns the commit's hash; null where this clone does not have it */
async function findCommit(ref: string): Promise<string | null> {
  return git(...QUIET, `${ref}^{commit}`).catch(() => null)
}

type Journal = { entries: { tag: string }[] }

function readTags(journal: string): string[] {
  return (JSON.parse(journal) as Journal).entries.map(({ tag }) => tag)
}

/** @returns names of the migrations that this tree has, in their order */
async function readMigrations(): Promise<string[]> {
  return readTags(await readFile(join(thisTree, JOURNAL), 'utf8'))
}

/** @returns the commit's migrations; none where it has no journal yet */
async function readMigrationsOf(commit: string): Promise<string[]> {
  return readTags(await git('show', `${commit}:${JOURNAL}`).catch(() => '{"entries":[]}'))
}

/**
 * @returns the hash of the release before: the newest tag below this commit; without tags, the newest commit with fewer
 * migrations than this tree, otherwise the commit before. null where this clone has no such history
 * @throws where `from` is given and is no commit here
 */
export async function findReleaseBefore(from: string | null): Promise<string | null> {
  if (from !== null) {
    const commit = await findCommit(from)
    if (commit === null) throw new Error(`--from must name a commit of this clone, not ${from}`)
    return commit
  }
  if ((await findCommit('HEAD')) === null) return null
  const tags = await git('tag', '--merged', 'HEAD', '--no-contains', 'HEAD', '--sort=-creatordate')
  const tag = tags.split('\n')[0]
  if (tag) return findCommit(tag)
  const known = (await readMigrations()).length
  const changes = (await git('log', '--format=%H', '--', JOURNAL)).split('\n').filter(Boolean)
  for (const ref of ['HEAD', ...changes.map((change) => `${change}~1`)]) {
    const commit = await findCommit(ref)
    if (commit && (await readMigrationsOf(commit)).length < known) return commit
  }
  return findCommit('HEAD~1')
}

/** @returns the migrations that this tree has and the commit has not */
export async function findNewMigrations(commit: string): Promise<string[]> {
  const before = new Set(await readMigrationsOf(commit))
  return (await readMigrations()).filter((tag) => !before.has(tag))
}

/** The commit's files in a folder of their own, with its packages, built. */
export async function buildTree(
  commit: string,
  folder: string,
): Promise<{ close: () => Promise<unknown> }> {
  await git('worktree', 'add', '--detach', folder, commit)
  const tree = { close: () => git('worktree', 'remove', '--force', folder) }
  try {
    await install(folder)
    const filters = PROGRAMS.map((name) => `--filter=${name}`)
    await runIn(folder, 'npx', 'turbo', 'run', 'build', ...filters, '--output-logs=errors-only')
    return tree
  } catch (error) {
    await tree.close()
    throw error
  }
}

/** Linked where it needs the same packages as this tree, since fetching them takes longer than all else. */
async function install(folder: string): Promise<void> {
  const [here, there] = await Promise.all(
    [thisTree, folder].map((tree) => readFile(join(tree, 'package-lock.json'), 'utf8')),
  )
  if (here !== there) {
    await runIn(folder, 'npm', 'ci', '--loglevel=error', '--no-audit', '--no-fund')
    return
  }
  const folders = (
    await run('find', ['.', '-name', 'node_modules', '-prune'], { cwd: thisTree })
  ).stdout
    .split('\n')
    .filter((path) => /^\.\/(?:(?:apps|packages)\/[^/]+\/)?node_modules$/.test(path))
  for (const path of folders) {
    const to = join(folder, path)
    await run('cp', ['-al', join(thisTree, path), to]).catch(() =>
      // Another file system takes no links.
      cp(join(thisTree, path), to, { recursive: true, verbatimSymlinks: true, force: true }),
    )
  }
}

async function runIn(folder: string, command: string, ...args: string[]): Promise<void> {
  try {
    await run(command, args, { cwd: folder, maxBuffer: MAX_OUTPUT_BYTES })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')} failed in ${folder}:\n${stdout}${stderr}`)
  }
}
