import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import { Crumbs } from './crumbs'
import { LabelTabs } from './label-tabs'
import { ListenPage } from './listen-page'
import { ObjectActions } from './object-actions'
import { objectQuery } from './object-queries'

const route = getRouteApi('/page/objects/$id')

/** One recording: what it looks like, what is heard in it and when, and what people said of it. */
export function ObjectPage() {
  const { id } = route.useParams()
  const { data: object, error, refetch } = useQuery(objectQuery(id))
  if (error && !object) return <Problem error={error} onRetry={refetch} />
  if (!object) return <Loading />
  return (
    <>
      <PageHead title={<Crumbs bucket={object.bucket} path={object.key} />}>
        <LabelTabs object={object} />
        <ObjectActions object={object} />
      </PageHead>
      <ListenPage key={object.id} object={object} />
    </>
  )
}
