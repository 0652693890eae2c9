import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import { LabelTabs } from './label-tabs'
import { ListenPage } from './listen-page'
import { ObjectActions } from './object-actions'
import { objectQuery } from './object-queries'
import { ObjectTitle } from './object-title'

const route = getRouteApi('/page/objects/$id')

/** One recording: what it looks like, what is heard in it and when, and what people said of it. */
export function ObjectPage() {
  const { id } = route.useParams()
  const { data: object, error, refetch } = useQuery(objectQuery(id))
  if (error && !object) return <Problem error={error} onRetry={refetch} />
  if (!object) return <Loading />
  return (
    <>
      <PageHead title={<ObjectTitle object={object} />}>
        <LabelTabs object={object} />
        <ObjectActions object={object} />
      </PageHead>
      <ListenPage key={object.id} object={object} />
    </>
  )
}
