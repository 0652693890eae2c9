import { getRouteApi } from '@tanstack/react-router'
import { PageHead } from '../ui/page-head'
import { emptyDraft } from './edit/draft'
import { LabelSetEditor } from './edit/label-set-editor'

const route = getRouteApi('/page/label-sets/new')

export function NewLabelSetPage() {
  const { label } = route.useSearch()
  return (
    <>
      <PageHead title="New label set" />
      <LabelSetEditor initial={emptyDraft(label)} isNew />
    </>
  )
}
