import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runEarmark, startLauncher } from '../../apps/launcher/test/run-launcher.js'

/** Where a system runs that the page is tried on, and how one gets in. */
export type Site = {
  /** Origin of the API, which serves the page. */
  url: string
  apiKey: string
  databaseUrl: string
  /** The link that the start printed: it signs in once, within ten minutes. */
  link: string
  /** EARMARK_HOME, by which the command line finds what runs. */
  home: string
}

type Started = { site: Site; stop: () => Promise<void> }

/** A start of its own, or what E2E_HOME names: the home of an `npm start` that runs already, which goes on. */
export async function openSite(): Promise<Started> {
  const running = process.env.E2E_HOME
  if (running === undefined) return startSite()
  return { site: await findSite(running), stop: async () => {} }
}

async function findSite(home: string): Promise<Site> {
  const { stdout } = await runEarmark(home, ['sign-in'])
  return { ...(await readAddress(home)), link: findLink(stdout), home }
}

/** All of Earmark as `npm start` starts it, in a home of its own, with the demo archive tagged. */
export async function startSite(env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const home = await mkdtemp(join(tmpdir(), 'earmark-e2e-'))
  const launcher = startLauncher(home, [], env)
  async function stop(): Promise<void> {
    launcher.child.kill('SIGTERM')
    await launcher.exited
    await rm(home, { recursive: true, force: true })
  }
  try {
    const printed = await launcher.printed('Ctrl-C stops it')
    return { site: { ...(await readAddress(home)), link: findLink(printed), home }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function findLink(printed: string): string {
  const link = /http:\S+\/sign-in\?code=\S+/.exec(printed)?.[0]
  if (link === undefined) throw new Error(`no link to sign in by was printed:\n${printed}`)
  return link
}

async function readAddress(home: string): Promise<Pick<Site, 'url' | 'apiKey' | 'databaseUrl'>> {
  const text = await readFile(join(home, 'connection.json'), 'utf8')
  const { apiUrl, apiKey, databaseUrl } = JSON.parse(text) as Record<string, string>
  return { url: apiUrl!, apiKey: apiKey!, databaseUrl: databaseUrl! }
}
