{{/* The release's name, or the release's and the chart's: as others' charts do. */}}
{{- define "earmark.name" -}}
{{- if contains "earmark" .Release.Name }}{{ .Release.Name | trunc 32 | trimSuffix "-" }}{{ else }}{{ printf "%s-earmark" .Release.Name | trunc 32 | trimSuffix "-" }}{{ end -}}
{{- end }}

{{- define "earmark.selector" -}}
app.kubernetes.io/name: earmark
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "earmark.labels" -}}
{{ include "earmark.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* An image's name: (dict "root" $ "program" "api" "image" one that is named instead). */}}
{{- define "earmark.image" -}}
{{- $image := .root.Values.image -}}
{{- $name := .image | default (printf "earmark-%s:%s" .program ($image.tag | default .root.Chart.AppVersion)) -}}
{{- if hasSuffix ":latest" $name }}{{ fail (printf "The image %s has the tag latest, which is another one tomorrow: name a version." $name) }}{{ end -}}
{{- if not .image }}{{ with $image.registry }}{{ . }}/{{ end }}{{ end }}{{ $name }}
{{- end }}

{{- define "earmark.secret" -}}
{{- if .Values.secrets.existingSecret -}}
{{- if .Values.secrets.external.store }}{{ fail "secrets.existingSecret and secrets.external.store are both set: name one of them." }}{{ end -}}
{{ .Values.secrets.existingSecret }}
{{- else if .Values.secrets.external.store -}}
{{ required "secrets.external.key is empty: name the store's entry that holds DATABASE_URL and the other variables." .Values.secrets.external.key | trunc 0 }}{{ include "earmark.name" . }}-environment
{{- else -}}
{{ fail "Neither secrets.existingSecret nor secrets.external.store is set: name a Secret of this namespace that holds DATABASE_URL and the other variables, or a store to fetch them from." }}
{{- end -}}
{{- end }}

{{/* One group with its defaults, as YAML: (dict "root" $ "group" one of .Values.workers). */}}
{{- define "earmark.group" -}}
{{ mergeOverwrite (deepCopy .root.Values.workerDefaults) .group | toYaml }}
{{- end }}

{{/* What the namespace's level "restricted" asks for, and more. */}}
{{- define "earmark.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "earmark.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{/* Variables: (dict "root" $ "env" (dict NAME value …)), the later before the earlier; secrets come from their Secret. */}}
{{- define "earmark.environment" -}}
envFrom:
  - secretRef: { name: {{ include "earmark.secret" .root }} }
{{- with mergeOverwrite (deepCopy .root.Values.config) .env }}
env:
  {{- range $name, $value := . }}
  {{- if regexMatch "^(DATABASE_URL|DATABASE_DIRECT_URL|QUEUE_URL)$|SECRET|PASSWORD|TOKEN$|_KEY(_ID)?$" $name }}{{ fail (printf "%s is a secret, which whoever sees a pod would see: put it into the Secret that secrets.existingSecret names, not into config or env." $name) }}{{ end }}
  - { name: {{ $name }}, value: {{ $value | toString | quote }} }
  {{- end }}
{{- end }}
{{- end }}

{{/* Spreads the pods of one component over nodes and zones: (dict "root" $ "component" …). */}}
{{- define "earmark.spread" -}}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "earmark.selector" $.root | nindent 8 }}
        app.kubernetes.io/component: {{ $.component }}
  {{- end }}
{{- end }}

{{/* Temporary files, and models: (dict "root" $ "sizeLimit" …). */}}
{{- define "earmark.volumes" -}}
volumes:
  - name: temporary
    emptyDir: { sizeLimit: {{ .sizeLimit }} }
  {{- with .root.Values.models.existingClaim }}
  - name: models
    persistentVolumeClaim: { claimName: {{ . }}, readOnly: true }
  {{- end }}
  {{- include "earmark.certificatesVolume" .root | nindent 2 }}
{{- end }}

{{- define "earmark.mounts" -}}
volumeMounts:
  - { name: temporary, mountPath: /tmp }
  {{- if .Values.models.existingClaim }}
  - { name: models, mountPath: /models, readOnly: true }
  {{- end }}
  {{- include "earmark.certificatesMount" . | nindent 2 }}
{{- end }}

{{- define "earmark.certificatesVolume" -}}
{{- with .Values.certificates.existingSecret -}}
- name: certificates
  # 288 is 0440: not every parser of YAML takes that for an octal number.
  secret: { secretName: {{ . }}, defaultMode: 288 }
{{- end }}
{{- end }}

{{- define "earmark.certificatesMount" -}}
{{- if .Values.certificates.existingSecret -}}
- { name: certificates, mountPath: /certificates, readOnly: true }
{{- end }}
{{- end }}

{{- define "earmark.metricsEnv" -}}
{{ if .Values.metrics.enabled }}{{ dict "METRICS_HOST" "0.0.0.0" "METRICS_PORT" .Values.metrics.port | toYaml }}{{ else }}{}{{ end }}
{{- end }}
