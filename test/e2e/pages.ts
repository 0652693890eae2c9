import { findObject, SCENE_KEY } from './scene.js'
import type { Site } from './start-site.js'

export type AskedPage = {
  /** What its pictures are called. */
  name: string
  path: string
  heading: RegExp
}

/** Every page, at an address that says something, with the words of its first heading. */
export async function listPages(site: Site): Promise<AskedPage[]> {
  const scene = await findObject(site, 'demo', SCENE_KEY)
  return [
    { name: 'archive', path: '/', heading: /^Archive$/ },
    { name: 'bucket', path: '/objects?bucket=demo', heading: /^demo/ },
    {
      name: 'object',
      path: `/objects/${scene}?t=36.7&from=20&to=60`,
      heading: /a-day-in-95-seconds/,
    },
    { name: 'search', path: '/search?q=a+church+bell', heading: /^Search$/ },
    { name: 'activity', path: '/activity?label=thunder&zone=UTC', heading: /^Activity$/ },
    {
      name: 'review',
      path: '/review?labelSet=sounds&label=thunder&strategy=likely',
      heading: /^Review$/,
    },
    { name: 'batches', path: '/batches', heading: /^Batches$/ },
    { name: 'batch', path: '/batches/1?items=done', heading: /^Batches \/ demo/ },
    { name: 'new-batch', path: '/batches/new?prefix=s3%3A%2F%2Fdemo%2F', heading: /^New batch$/ },
    { name: 'label-sets', path: '/label-sets', heading: /^Label sets$/ },
    { name: 'label-set', path: '/label-sets/sounds?version=1', heading: /^sounds$/ },
    {
      name: 'label-set-teach',
      path: '/label-sets/sounds?version=1&teach=thunder',
      heading: /^sounds$/,
    },
    { name: 'new-label-set', path: '/label-sets/new?label=our+gate', heading: /^New label set$/ },
    { name: 'watches', path: '/watches', heading: /^Watches$/ },
    { name: 'retaggings', path: '/retaggings', heading: /^Re-taggings$/ },
    { name: 'sql', path: '/sql', heading: /^SQL$/ },
    { name: 'keys', path: '/keys', heading: /^API keys$/ },
    { name: 'playground', path: '/playground?labels=rain', heading: /^Playground$/ },
    {
      name: 'playground-live',
      path: '/playground?labels=rain&source=live&hop=0.5',
      heading: /^Playground$/,
    },
  ]
}
