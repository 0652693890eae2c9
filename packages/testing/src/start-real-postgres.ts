import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { access, chmod, chown, copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { findFreePort } from './find-free-port.js'
import type { Certificates } from './make-certificates.js'
import {
  endProcess,
  INSTALLS,
  type RestartableServer,
  UnavailableServer,
  untilTrue,
} from './server-process.js'

const run = promisify(execFile)

const INSTALLATIONS = '/usr/lib/postgresql'
/** Postgres refuses to run as root. */
const ACCOUNT = 'postgres'

/**
 * The installed Postgres (with pgvector) on data of its own.
 *
 * @param certificates where it is to want TLS and a client's certificate in the name of its user; it then listens on
 *   127.0.0.2 as well, for which its own certificate does not hold
 */
export async function startRealPostgres(
  options: { certificates?: Certificates } = {},
): Promise<RestartableServer> {
  const port = await findFreePort()
  const versions = await readdir(INSTALLATIONS).catch(() => [])
  if (versions.length === 0) {
    throw new UnavailableServer(`No Postgres is installed in ${INSTALLATIONS}. ${INSTALLS}`)
  }
  versions.sort((a, b) => Number(b) - Number(a))
  const bin = join(INSTALLATIONS, versions[0] ?? '', 'bin')
  await requirePgvector(bin)
  const folder = await mkdtemp(join(tmpdir(), 'earmark-postgres-'))
  const data = join(folder, 'data')
  const user = await serverAccount()
  if (user.uid !== undefined && user.gid !== undefined) {
    await chmod(folder, 0o755)
    await chown(folder, user.uid, user.gid)
  }
  let server: ChildProcess | null = null
  const { certificates } = options
  const url = `postgres://earmark@127.0.0.1:${port}/postgres${certificates ? certified(certificates) : ''}`

  async function start(): Promise<void> {
    const settings = [
      `port=${port}`,
      `listen_addresses=${certificates ? '127.0.0.1,127.0.0.2' : '127.0.0.1'}`,
      `unix_socket_directories=${folder}`,
      'max_connections=100',
      'shared_buffers=256MB',
      ...(certificates ? TLS : []),
    ]
    server = spawn(
      join(bin, 'postgres'),
      ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      { ...user, cwd: folder, stdio: 'ignore' },
    )
    await untilPostgresAnswers(url)
  }
  const end = (signal: NodeJS.Signals) => endProcess(server, signal)
  const close = async () => {
    await end('SIGINT')
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await run(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'earmark', '--auth=trust', '-E', 'UTF8', '--locale=C'],
      { ...user, cwd: folder },
    )
    if (certificates) await secure(data, certificates, user)
    await start()
  } catch (error) {
    await close()
    throw error
  }
  return {
    url,
    start,
    // SIGINT is Postgres's fast shutdown.
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    close,
  }
}

const TLS = ['ssl=on', 'ssl_cert_file=server.crt', 'ssl_key_file=server.key', 'ssl_ca_file=ca.crt']

function certified({ ca, client }: Certificates): string {
  const files = { sslrootcert: ca, sslcert: client.certificate, sslkey: client.key }
  return `?${new URLSearchParams({ sslmode: 'verify-full', ...files })}`
}

/** Postgres takes a key of its own user's only, which nobody else may read. */
async function secure(
  data: string,
  { ca, server }: Certificates,
  user: { uid?: number; gid?: number },
): Promise<void> {
  const files = { 'ca.crt': ca, 'server.crt': server.certificate, 'server.key': server.key }
  for (const [name, from] of Object.entries(files)) {
    const to = join(data, name)
    await copyFile(from, to)
    await chmod(to, 0o600)
    if (user.uid !== undefined && user.gid !== undefined) await chown(to, user.uid, user.gid)
  }
  await writeFile(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.0/8 cert\n')
}

/** Before anything is started: a database without pgvector is of no use to Earmark. */
async function requirePgvector(bin: string): Promise<void> {
  const { stdout } = await run(join(bin, 'pg_config'), ['--sharedir']).catch(() => ({ stdout: '' }))
  // Debian's pg_config comes with the development files only; this is where it puts the share folder.
  const version = bin.split('/').at(-2) ?? ''
  const share = stdout.trim() || join('/usr/share/postgresql', version)
  const control = join(share, 'extension/vector.control')
  const isThere = await access(control).then(
    () => true,
    () => false,
  )
  if (!isThere) {
    throw new UnavailableServer(
      `The Postgres in ${bin} has no pgvector: there is no ${control}. ${INSTALLS}`,
    )
  }
}

/** Whom servers run as that refuse to run as root. */
export async function serverAccount(): Promise<{ uid?: number; gid?: number }> {
  return process.getuid?.() === 0 ? idsOf(ACCOUNT) : {}
}

async function idsOf(account: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run('id', ['-u', account]), run('id', ['-g', account])])
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

export async function untilPostgresAnswers(url: string): Promise<void> {
  await untilTrue(async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('select 1')
      return true
    } finally {
      await client.end().catch(() => {})
    }
  })
}
