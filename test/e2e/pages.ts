import { findObject, SCENE_KEY } from './scene.js'
import type { Site } from './start-site.js'

/** Every page, at an address that says something, with the words of its first heading. */
export async function listPages(site: Site): Promise<{ path: string; heading: RegExp }[]> {
  const scene = await findObject(site, 'demo', SCENE_KEY)
  return [
    { path: '/', heading: /^Archive$/ },
    { path: '/objects?bucket=demo', heading: /^demo/ },
    { path: `/objects/${scene}?t=36.7&from=20&to=60`, heading: /a-day-in-95-seconds/ },
    { path: '/search?q=a+church+bell', heading: /^Search$/ },
    { path: '/batches', heading: /^Batches$/ },
    { path: '/batches/1?items=done', heading: /^Batches \/ demo/ },
    { path: '/batches/new?prefix=s3%3A%2F%2Fdemo%2F', heading: /^New batch$/ },
    { path: '/label-sets', heading: /^Label sets$/ },
    { path: '/label-sets/sounds?version=1', heading: /^sounds$/ },
    { path: '/label-sets/new?label=our+gate', heading: /^New label set$/ },
    { path: '/watches', heading: /^Watches$/ },
    { path: '/retaggings', heading: /^Re-taggings$/ },
  ]
}
