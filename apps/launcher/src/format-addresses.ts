import type { Style } from '@earmark/terminal'

/** Where everything is, and how to ask more. */
export function formatAddresses(
  {
    apiUrl,
    apiKey,
    databaseUrl,
    s3Endpoint,
    connectionFile,
    demoUrl,
    home,
  }: {
    apiUrl: string
    apiKey: string
    databaseUrl: string
    s3Endpoint: string
    connectionFile: string
    demoUrl: string
    /** Set where it is another than the default: the command line must be told. */
    home?: string | undefined
  },
  style: Style,
): string {
  const addresses: [string, string][] = [
    ['API', `${apiUrl}  (documentation: ${apiUrl}/docs)`],
    ['key', `${apiKey}  (also in ${connectionFile})`],
    ['Postgres', databaseUrl],
    ['S3', s3Endpoint],
  ]
  const earmark = home === undefined ? 'npx earmark' : `EARMARK_HOME=${home} npx earmark`
  const commands = [
    `psql "${databaseUrl}"`,
    `${earmark} sql "select label, count(*), min(probability) from earmark.top_labels where label_set = 'kinds' group by label order by 2 desc"`,
    `${earmark} sql "select key, peak_start_s, peak_probability from earmark.results where label = 'thunder' and peak_probability > 0.5"`,
    `${earmark} tag ${demoUrl} --labels "glass,water,metal,wood,engine" --template "Sound of {}" --label-set materials --watch`,
    `${earmark} results --label glass --min-probability 0.9`,
  ]
  return [
    style.bold('Ask more'),
    ...commands.map((command) => `  ${command}`),
    '',
    style.bold('Addresses'),
    ...addresses.map(([name, address]) => `  ${name.padEnd(8)}  ${address}`),
  ].join('\n')
}
