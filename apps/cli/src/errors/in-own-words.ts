/**
 * What the API calls its fields, and what somebody who types commands calls them. The longer names come first where one
 * begins with another.
 */
const options: readonly [RegExp, string][] = [
  [/labelSets\[\d+\]\.(?:id|name|version)/g, '--label-set'],
  [/labelSets\[\d+\]\.labels(?:\[\d+\])?/g, '--labels'],
  [/labelSets\[\d+\]\.template/g, '--template'],
  [/labelSets(?:\[\d+\])?/g, '--label-set'],
  [/labelSetVersion|labelSet\b/g, '--label-set'],
  [/source\.prefix/g, 'the s3-url'],
  [/source\.manifestText|source\.manifest/g, '--manifest'],
  [/source\.(include|exclude)\[\d+\]/g, '--$1'],
  [/(?:source\.)?minSize/g, '--min-size'],
  [/(?:source\.)?maxSize/g, '--max-size'],
  [/(?:source\.)?modifiedAfter/g, '--modified-after'],
  [/(?:source\.)?modifiedBefore/g, '--modified-before'],
  [/windowS\b/g, '--window'],
  [/hopS\b/g, '--hop'],
  [/startS\b/g, '--at'],
  [/minDurationS/g, '--min-duration'],
  [/maxDurationS/g, '--max-duration'],
  [/minProbability/g, '--min-probability'],
  [/reportTo/g, '--report-to'],
  [/webhook\.secret/g, 'EARMARK_WEBHOOK_SECRET'],
  [/webhook\.url/g, '--webhook'],
  [/schedule\.everyS/g, '--every'],
  [/schedule\.cron/g, '--cron'],
  [/schedule\.timeZone/g, '--time-zone'],
  [/olderThanDays/g, '--older-than'],
  [/POST \/v1\/label-sets\/(\d+)\/calibrate/g, 'npx earmark calibrate $1'],
  [/POST \/v1\/label-sets\/\{id\}\/calibrate/g, 'npx earmark calibrate NAME'],
  [/POST \/v1\/search-index/g, 'npx earmark index build'],
  // Where a field is named behind what it is about: `There is no label "dgo" (label).`
  [/\((label|prefix|batch|model|code|window|limit|to)\)/g, '(--$1)'],
  [/ \((?:id|name|object|a|b)\)/g, ''],
  // Where a sentence begins with it: `priority must be at most 10; received 11.`
  [/^(priority|keep|z|percentile|sample|limit|prefix|label|batch|model)(?= must | is )/g, '--$1'],
]

/**
 * A sentence of the API as the command line says it: with options for fields and commands for routes. What stands in
 * quotation marks was written by somebody, and stays.
 */
export function inOwnWords(sentence: string): string {
  return sentence
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : options.reduce((text, [field, option]) => text.replaceAll(field, option), part),
    )
    .join('')
}
