# The worker: scans, dispatches and classifies. Build from the repository's root: docker build --file deploy/worker.Dockerfile .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /source
ENV TURBO_TELEMETRY_DISABLED=1
COPY . .
RUN npm ci --loglevel=error
RUN deploy/pack.sh /earmark @earmark/worker

FROM node:24.21.0-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ffmpeg \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /earmark
# Everything belongs to root: the user that runs it may read it and write nothing but temporary files.
COPY --from=build /earmark ./
# node, by its number: Kubernetes can tell that it is not root.
USER 1000:1000
ENV NODE_ENV=production WORKER_HEALTH_PORT=3211
# ONNX Runtime would report to its maker otherwise.
ENV ORT_DISABLE_TELEMETRY=1
# It lives: its event loop turns, and the renewals of its leases end. The model is loaded first.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WORKER_HEALTH_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The commit that it was built from: docker build --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Earmark worker" \
  org.opencontainers.image.description="Earmark's worker: it hears what is in S3" \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.base.name="docker.io/library/node:24.21.0-bookworm-slim"
# The first process itself takes SIGTERM: nothing stands between.
CMD ["node", "apps/worker/dist/main.js"]
