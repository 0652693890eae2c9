import type { LabelSet } from '@earmark/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api, patientApi } from '../../api/client'
import { Button } from '../../ui/button'
import { Problem } from '../../ui/problem'
import { Encoding } from '../encoding'

/** Over all that was heard: scores under these labels, or their background and with it detections. */
export function ApplyButtons({ set }: { set: LabelSet }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const follow = async () => {
    await queries.invalidateQueries({ queryKey: ['retaggings'] })
    await navigate({ to: '/retaggings' })
  }
  const apply = useMutation({
    mutationFn: () => api.applyLabelSet({ id: set.id }),
    onSuccess: follow,
  })
  const calibrate = useMutation({
    mutationFn: () => patientApi.calibrateLabelSet({ id: set.id }),
    onSuccess: follow,
  })
  const error = apply.error ?? calibrate.error
  return (
    <>
      <Button isDisabled={calibrate.isPending} onClick={() => calibrate.mutate()}>
        {calibrate.isPending ? 'Calibrating …' : 'Calibrate'}
      </Button>
      <Button isDisabled={apply.isPending} kind="main" onClick={() => apply.mutate()}>
        Apply to the archive
      </Button>
      {calibrate.isPending && <Encoding set={set.name} />}
      {error && <Problem error={error} isInline />}
    </>
  )
}
