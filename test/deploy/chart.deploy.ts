import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { findFaults } from './find-faults.js'
import { CHART, type KubernetesObject, renderChart, runHelm } from './run-helm.js'
import { validateObject } from './validate-object.js'

const repository = join(import.meta.dirname, '../..')
const files = readdirSync(join(CHART, 'ci'))
const pathOf = (file: string) => join(CHART, 'ci', file)
const LEAST = pathOf('least.yaml')

describe.each(files)('the chart with %s', (file) => {
  let objects: KubernetesObject[]
  beforeAll(async () => {
    objects = await renderChart(pathOf(file))
  })

  test('is without a fault for Helm', async () => {
    await runHelm('lint', '--strict', CHART, '--values', pathOf(file))
  })

  test('makes objects that Kubernetes takes', () => {
    for (const object of objects) {
      expect(() => validateObject(object), `${object.kind} ${object.metadata.name}`).not.toThrow()
    }
  })

  test('makes pods that may do nothing but their work', () => {
    expect(objects.flatMap(findFaults)).toEqual([])
    expect(objects.filter(({ spec }) => spec?.template).length).toBeGreaterThanOrEqual(3)
  })

  test('gives each object a name that fits, and no two the same', () => {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    expect(new Set(names).size).toBe(names.length)
    for (const { metadata } of objects) expect(metadata.name.length).toBeLessThanOrEqual(63)
  })

  test('protects each deployment from drained nodes and spreads it', () => {
    const deployments = objects.filter(({ kind }) => kind === 'Deployment')
    const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget')
    for (const { metadata, spec } of deployments) {
      const budget = budgets.find((one) => one.metadata.name === metadata.name)
      expect(spec.template.metadata.labels).toMatchObject(budget?.spec.selector.matchLabels)
      expect(spec.template.spec.topologySpreadConstraints).toHaveLength(2)
    }
  })

  test('lets no account have a token, and migrates before anything starts', () => {
    for (const { kind, ...object } of objects) {
      if (kind === 'ServiceAccount') {
        expect((object as Record<string, unknown>).automountServiceAccountToken).toBe(false)
      }
    }
    const migration = objects.find(({ kind }) => kind === 'Job')
    expect(migration?.metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade')
  })
})

/** A container's variables. */
function readEnvironment(object: KubernetesObject | undefined): Record<string, string> {
  const [container] = object?.spec.template.spec.containers ?? []
  return Object.fromEntries(
    (container.env ?? []).map(({ name, value }: { name: string; value: string }) => [name, value]),
  )
}
const find = (objects: KubernetesObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)

test('every group of workers scales by what waits for its own model, and ends in peace', async () => {
  const objects = await renderChart(pathOf('keda.yaml'))
  for (const [group, model, graceS] of [
    ['clap', 'laion/clap-htsat-unfused', 120],
    ['birds', "someone''s/perch", 600],
  ] as const) {
    const name = `earmark-worker-${group}`
    const deployment = find(objects, 'Deployment', name)
    expect(deployment?.spec.replicas).toBeUndefined()
    expect(deployment?.spec.template.spec.terminationGracePeriodSeconds).toBe(graceS + 30)
    expect(readEnvironment(deployment).SHUTDOWN_GRACE_S).toBe(String(graceS))
    const scaled = find(objects, 'ScaledObject', name)
    expect(scaled?.spec).toMatchObject({ minReplicaCount: 0, scaleTargetRef: { name } })
    expect(scaled?.spec.triggers[0].metadata.query).toContain(
      `from earmark.worker_demand where model = '${model}' and dtype = 'fp32'`,
    )
  }
  const authentication = find(objects, 'TriggerAuthentication', 'earmark-demand')
  expect(authentication?.spec.secretTargetRef).toEqual([
    { parameter: 'connection', name: 'earmark-scaler', key: 'DATABASE_URL' },
  ])
})

test('a group on GPUs has them, and its nodes, and its image', async () => {
  const objects = await renderChart(pathOf('gpu.yaml'))
  const { spec } = find(objects, 'Deployment', 'earmark-worker-clap')?.spec.template ?? {}
  expect(spec).toMatchObject({
    runtimeClassName: 'nvidia',
    nodeSelector: { 'nvidia.com/gpu.present': 'true' },
  })
  expect(spec.containers[0].resources.limits).toEqual({
    cpu: '2',
    memory: '4Gi',
    'nvidia.com/gpu': 1,
  })
  expect(readEnvironment(find(objects, 'Deployment', 'earmark-worker-clap'))).toMatchObject({
    EXECUTION_PROVIDER: 'cuda',
    EARMARK_DTYPE: 'fp16',
    INFERENCE_PROCESSES: '1',
    S3_ENDPOINT: 'https://s3.example.org',
  })
  const other = find(objects, 'Deployment', 'earmark-worker-yamnet')
  expect(readEnvironment(other).EXECUTION_PROVIDER).toBe('cpu')
  expect(other?.spec.template.spec.containers[0].image).toBe(
    'registry.example.org:5000/team/earmark-worker:0.1.0-build.7',
  )
})

test('secrets from elsewhere are there before the migration, and outlive an upgrade', async () => {
  const objects = await renderChart(pathOf('external.yaml'))
  const external = find(objects, 'ExternalSecret', 'earmark-environment')
  expect(Number(external?.metadata.annotations?.['helm.sh/hook-weight'])).toBeLessThan(0)
  expect(external?.spec).toMatchObject({
    secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
    target: { name: 'earmark-environment', creationPolicy: 'Orphan' },
    dataFrom: [{ extract: { key: 'earmark/production' } }],
  })
  const [container] = find(objects, 'Job', 'earmark-migrate')?.spec.template.spec.containers ?? []
  expect(container.envFrom).toEqual([{ secretRef: { name: 'earmark-environment' } }])
})

test('certificates are there for all that asks Postgres or Redis', async () => {
  const objects = await renderChart(pathOf('external.yaml'))
  const asking = objects.filter(({ spec }) => spec?.template)
  expect(asking.length).toBeGreaterThanOrEqual(3)
  for (const { metadata, spec } of asking) {
    const { volumes, containers } = spec.template.spec
    expect([metadata.name, volumes, containers[0].volumeMounts]).toEqual([
      metadata.name,
      expect.arrayContaining([
        {
          name: 'certificates',
          secret: { secretName: 'earmark-certificates', defaultMode: 0o440 },
        },
      ]),
      expect.arrayContaining([
        { name: 'certificates', mountPath: '/certificates', readOnly: true },
      ]),
    ])
  }
})

test('the variables that the chart sets are ones that the programs read', async () => {
  const documented = readFileSync(join(repository, '.env.example'), 'utf8')
  for (const file of files) {
    for (const object of await renderChart(pathOf(file))) {
      if (!object.spec?.template) continue
      for (const name of Object.keys(readEnvironment(object))) {
        // The metrics' variables stand there once their servers do.
        if (name.startsWith('METRICS_')) continue
        expect([name, documented.includes(`\n# ${name}=`)]).toEqual([name, true])
      }
    }
  }
})

test.each([
  ['api.replicas=0', "'/api/replicas'", 'minimum'],
  ['api.replicas=two', "'/api/replicas'", 'want integer'],
  ['api.resources.limits.memory=null', "'/api/resources/limits'", "missing property 'memory'"],
  ['workers[0].name=Clap Mini', "'/workers/0/name'", 'does not match pattern'],
  ['workers[0].dtype=int8', "'/workers/0/dtype'", "'fp32', 'fp16', 'q8'"],
  ['worker.replicas=3', "''", "additional properties 'worker' not allowed"],
  ['keda.pollingIntervalS=1', "'/keda/pollingIntervalS'", 'minimum'],
  ['api.publicUrl=earmark.example.org', "'/api/publicUrl'", 'does not match pattern'],
])('%s is refused, with its place and the reason', async (set, place, reason) => {
  const refusal = renderChart(LEAST, set)
  await expect(refusal).rejects.toThrow(place)
  await expect(refusal).rejects.toThrow(reason)
})

test.each([
  [['secrets.existingSecret='], /name a Secret of this namespace that holds DATABASE_URL/],
  [['secrets.external.store=vault'], /are both set: name one of them/],
  [['secrets.existingSecret=', 'secrets.external.store=vault'], /secrets.external.key is empty/],
  [['keda.enabled=true'], /the group clap-mini has no modelName/],
  [
    ['workers[0].name=a', 'workers[0].model=m', 'workers[1].name=a', 'workers[1].model=n'],
    /Two groups of workers are named a/,
  ],
  [['ingress.enabled=true'], /ingress.host is empty: name the host/],
  [['image.tag=latest'], /The image earmark-(api|worker):latest has the tag latest/],
  [
    ['workers[0].model=m', 'workers[0].name=a', 'workers[0].image=x/worker:latest'],
    /x\/worker:latest has/,
  ],
  [['config.DATABASE_URL=postgres://x'], /DATABASE_URL is a secret.*put it into the Secret/],
  [['api.env.AWS_SECRET_ACCESS_KEY=x'], /AWS_SECRET_ACCESS_KEY is a secret/],
  [['metrics.serviceMonitor=true'], /need metrics.enabled/],
])('%s is refused with a sentence that says what to do', async (set, sentence) => {
  await expect(renderChart(LEAST, ...set)).rejects.toThrow(sentence)
})

test('the tests of pods find what is wrong with one', async () => {
  const [deployment] = (await renderChart(LEAST)).filter(({ kind }) => kind === 'Deployment')
  const { spec } = deployment!.spec.template
  spec.securityContext.runAsNonRoot = false
  spec.automountServiceAccountToken = true
  spec.volumes.push({ name: 'node', hostPath: { path: '/' } })
  spec.containers[0].image = 'earmark-api'
  spec.containers[0].securityContext.capabilities = { add: ['SYS_ADMIN'] }
  spec.containers[0].env.push({ name: 'DATABASE_URL', value: 'postgres://…' })
  delete spec.containers[0].resources.limits.memory
  expect(findFaults(deployment!)).toHaveLength(8)
  expect(() =>
    validateObject({ ...deployment!, spec: { ...deployment!.spec, replicas: 'many' } }),
  ).toThrow(/replicas/)
})

test('Helm packs it, and what it packs has no values of tests', async () => {
  const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()
  await runHelm('package', CHART, '--destination', folder)
  const [archive = ''] = readdirSync(folder)
  const packed = execFileSync('tar', ['-tzf', join(folder, archive)], { encoding: 'utf8' })
  expect(packed).toContain('earmark/values.schema.json')
  expect(packed).not.toContain('earmark/ci/')
})

test('the chart’s alerts are those of deploy/prometheus', async () => {
  const rules = join(repository, 'deploy/prometheus/rules.yml')
  const objects = await renderChart(LEAST, 'metrics.enabled=true', 'metrics.prometheusRule=true')
  const rule = find(objects, 'PrometheusRule', 'earmark')
  validateObject(rule!)
  expect(rule?.spec).toEqual(parse(readFileSync(rules, 'utf8')))
})
