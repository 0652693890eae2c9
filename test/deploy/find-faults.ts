import type { KubernetesObject } from './run-helm.js'

type Container = {
  name: string
  image: string
  env?: { name: string; value?: string }[]
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> }
  securityContext?: Record<string, unknown>
  livenessProbe?: object
  readinessProbe?: object
}

const SECRETS =
  /^(DATABASE_URL|DATABASE_DIRECT_URL|QUEUE_URL|.*(PASSWORD|TOKEN|SECRET_ACCESS_KEY|ACCESS_KEY_ID))$/

/** What is wrong with an object's pods, by the level "restricted" of Kubernetes' Pod Security Standards and our own rules. */
export function findFaults(object: KubernetesObject): string[] {
  const pod = object.spec?.template?.spec
  if (!pod) return []
  const faults: string[] = []
  const expect = (isRight: boolean, fault: string) => {
    if (!isRight) faults.push(`${object.kind} ${object.metadata.name}: ${fault}`)
  }
  const { securityContext = {}, volumes = [] } = pod
  expect(securityContext.runAsNonRoot === true, 'may run as root')
  expect(securityContext.runAsUser > 0, 'runs as root')
  expect(securityContext.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile')
  expect(pod.automountServiceAccountToken === false, 'has a token of its account')
  expect(!pod.hostNetwork && !pod.hostPID && !pod.hostIPC, 'shares a namespace with its node')
  for (const volume of volumes) {
    expect(
      // A Secret is mounted read-only always.
      Boolean(
        volume.emptyDir?.sizeLimit || volume.persistentVolumeClaim?.readOnly || volume.secret,
      ),
      `has a volume ${volume.name} that is neither bounded nor read-only`,
    )
  }
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
    findContainerFaults(container, object.kind, (isRight, fault) =>
      expect(isRight, `${container.name} ${fault}`),
    )
  }
  return faults
}

function findContainerFaults(
  { image, env = [], resources, securityContext = {}, ...container }: Container,
  kind: string,
  expect: (isRight: boolean, fault: string) => void,
): void {
  const { capabilities } = securityContext as { capabilities?: { drop?: string[]; add?: string[] } }
  expect(securityContext.readOnlyRootFilesystem === true, 'writes to its root file system')
  expect(securityContext.allowPrivilegeEscalation === false, 'may gain privileges')
  expect(securityContext.privileged !== true, 'is privileged')
  expect(capabilities?.drop?.includes('ALL') === true, 'keeps capabilities')
  expect(!capabilities?.add?.length, 'has capabilities of its own')
  const tag = /:([^:/@]+)(@sha256:[0-9a-f]{64})?$/.exec(image)?.[1]
  expect(tag !== undefined && tag !== 'latest', `has an image without a fixed tag: ${image}`)
  for (const name of ['cpu', 'memory']) {
    expect(Boolean(resources?.requests?.[name]), `asks for no ${name}`)
    expect(Boolean(resources?.limits?.[name]), `has no limit of ${name}`)
  }
  for (const { name, value } of env) {
    expect(value === undefined || !SECRETS.test(name), `has ${name} in its description`)
  }
  if (kind !== 'Deployment') return
  expect(Boolean(container.livenessProbe), 'has no liveness probe')
  expect(Boolean(container.readinessProbe), 'has no readiness probe')
}
