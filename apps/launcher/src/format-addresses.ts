import type { Style } from '@earmark/terminal'

/** Where everything is, and how to ask more. */
export function formatAddresses(
  {
    apiUrl,
    apiKey,
    signInCode,
    databaseUrl,
    s3Endpoint,
    connectionFile,
    demoUrl,
    hasOwnLabels,
    home,
  }: {
    apiUrl: string
    apiKey: string
    /** Signs a browser in, once. */
    signInCode: string
    databaseUrl: string
    s3Endpoint: string
    connectionFile: string
    /** Null where the demo archive is not there. */
    demoUrl: string | null
    /** Whether the model has labels of its own, and can be asked for no others. */
    hasOwnLabels: boolean
    /** Set where it is another than the default: the command line must be told. */
    home?: string | undefined
  },
  style: Style,
): string {
  const addresses: [string, string][] = [
    [
      'Page',
      `${apiUrl}/sign-in?code=${signInCode}  (signs a browser in, once, within ten minutes)`,
    ],
    ['API', `${apiUrl}  (documentation: ${apiUrl}/docs)`],
    ['key', `${apiKey}  (also in ${connectionFile})`],
    ['Postgres', databaseUrl],
    ['S3', s3Endpoint],
  ]
  const earmark = home === undefined ? 'npx earmark' : `EARMARK_HOME=${home} npx earmark`
  const [title, commands] =
    demoUrl === null
      ? ['Tag your own audio', firstCommands(earmark, hasOwnLabels)]
      : ['Ask more', hasOwnLabels ? questions(earmark) : demoCommands(earmark, demoUrl)]
  return [
    style.bold(title),
    ...[`psql "${databaseUrl}"`, ...commands].map((command) => `  ${command}`),
    '',
    style.bold('Addresses'),
    ...addresses.map(([name, address]) => `  ${name.padEnd(8)}  ${address}`),
  ].join('\n')
}

function demoCommands(earmark: string, demoUrl: string): string[] {
  return [
    `${earmark} sql "select label, count(*), min(probability) from earmark.top_labels where label_set = 'kinds' group by label order by 2 desc"`,
    `${earmark} sql "select key, peak_start_s, peak_probability from earmark.results where label = 'thunder' and peak_probability > 0.5"`,
    `${earmark} tag ${demoUrl} --labels "glass,water,metal,wood,engine" --template "Sound of {}" --label-set materials --watch`,
    `${earmark} results --label glass --min-probability 0.9`,
  ]
}

/** What works on an archive that is still empty, in the order in which one thing needs another. */
function firstCommands(earmark: string, hasOwnLabels: boolean): string[] {
  const upload = `${earmark} upload ./recordings s3://my-archive/field`
  if (hasOwnLabels) {
    const tag = `${earmark} tag s3://my-archive/field --own-labels --watch`
    return [upload, tag, ...questions(earmark)]
  }
  return [
    upload,
    `${earmark} tag s3://my-archive/field --labels "speech,music,wind,rain,engine" --label-set kinds --watch`,
    `${earmark} results --label rain --min-probability 0.8`,
    `${earmark} sql "select label, count(*) from earmark.top_labels where label_set = 'kinds' group by label order by 2 desc"`,
  ]
}

/** Of what a model with labels of its own has heard, whatever they are. */
function questions(earmark: string): string[] {
  return [
    `${earmark} results --min-probability 0.5`,
    `${earmark} sql "select model, label, count(*) from earmark.top_labels where model_kind = 'classifier' group by model, label order by 3 desc"`,
  ]
}
