import { cleanJson, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'

export function addSignInCommand(program: Command, context: Context): void {
  program
    .command('sign-in')
    .description('print a link that signs a browser in to the page, once, within ten minutes')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark sign-in')
    .action((options: { json?: true }) => signIn(context, options))
}

async function signIn({ apiUrl, openApi, ...out }: Context, { json }: { json?: true }) {
  const api = await openApi()
  const { code, expiresAt } = await api.createSignInCode({}, { signal: out.signal })
  const link = new URL('/sign-in', await apiUrl())
  link.searchParams.set('code', code)
  if (json) return writeText(out.stdout, `${cleanJson({ url: link.href, expiresAt })}\n`)
  out.stderr.write('Signs a browser in, once, within ten minutes:\n')
  await writeText(out.stdout, `${link.href}\n`)
}
