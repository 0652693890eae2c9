import { ScaledObject, TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1'
import {
  PrometheusRule,
  ServiceMonitor,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'
import { Deployment } from 'kubernetes-models/apps/v1'
import { Job } from 'kubernetes-models/batch/v1'
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { Service, ServiceAccount } from 'kubernetes-models/v1'
import type { KubernetesObject } from './run-helm.js'

const models = {
  Deployment,
  Ingress,
  Job,
  NetworkPolicy,
  PodDisruptionBudget,
  PrometheusRule,
  ScaledObject,
  Service,
  ServiceAccount,
  ServiceMonitor,
  TriggerAuthentication,
}

/**
 * Checks an object by the schema that its API has. An ExternalSecret has none here: its package for this Node knows an older API.
 *
 * @throws Error naming what is wrong, also for a kind that nobody knows
 */
export function validateObject(object: KubernetesObject): void {
  if (object.kind === 'ExternalSecret') return
  const Model = models[object.kind as keyof typeof models] as
    | (new (
        data: unknown,
      ) => { apiVersion: string; validate: () => void })
    | undefined
  if (!Model) throw new Error(`${object.kind} is a kind that no test knows`)
  const model = new Model(object)
  if (model.apiVersion !== object.apiVersion) {
    throw new Error(
      `${object.kind} has the API version ${object.apiVersion}: ${model.apiVersion} is meant`,
    )
  }
  model.validate()
}
