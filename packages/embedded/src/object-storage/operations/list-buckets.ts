import type { Operation } from '../operation.js'
import { writeXml } from '../write-xml.js'

export const listBuckets: Operation = {
  method: 'GET',
  of: 'server',
  takes: ['max-buckets', 'continuation-token', 'prefix', 'bucket-region'],
  async run({ buckets, request }) {
    const prefix = request.query.get('prefix') ?? ''
    const found = (await buckets.list()).filter(({ name }) => name.startsWith(prefix))
    const Bucket = found.map(({ name, createdAt }) => ({
      Name: name,
      CreationDate: createdAt.toISOString(),
    }))
    const Owner = { ID: 'earmark', DisplayName: 'earmark' }
    return { xml: writeXml('ListAllMyBucketsResult', { Owner, Buckets: { Bucket } }) }
  },
}
