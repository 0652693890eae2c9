import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Certificates = {
  /** Paths of PEM files: an authority of one's own, a server on 127.0.0.1 and localhost, a client named `earmark`. */
  ca: string
  server: { certificate: string; key: string }
  client: { certificate: string; key: string }
  /** An authority that has signed nothing. */
  otherCa: string
  close: () => Promise<void>
}

/** An authority, and what it signs for a day, by openssl. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-tls-'))
  // A server that gives up root must still find its own.
  await chmod(folder, 0o755)
  const openssl = (command: string) => run('openssl', command.split(' '), { cwd: folder })
  const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
  const authority = (name: string) =>
    openssl(`req -x509 ${newKey} -days 1 -subj /CN=${name} -keyout ${name}.key -out ${name}.crt`)
  async function sign(name: string, commonName: string, extension: string) {
    await writeFile(join(folder, `${name}.ext`), extension)
    await openssl(`req ${newKey} -subj /CN=${commonName} -keyout ${name}.key -out ${name}.csr`)
    await openssl(
      `x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 -extfile ${name}.ext -out ${name}.crt`,
    )
    return { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) }
  }
  await authority('ca')
  await authority('other')
  const server = await sign('server', 'localhost', 'subjectAltName=IP:127.0.0.1,DNS:localhost')
  const client = await sign('client', 'earmark', 'extendedKeyUsage=clientAuth')
  return {
    ca: join(folder, 'ca.crt'),
    server,
    client,
    otherCa: join(folder, 'other.crt'),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}
