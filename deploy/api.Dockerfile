# The API with the page and the documents, and the command line for migrations and keys. Build from the repository's root: docker build --file deploy/api.Dockerfile .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /source
ENV TURBO_TELEMETRY_DISABLED=1
COPY . .
RUN npm ci --loglevel=error
RUN deploy/pack.sh /earmark @earmark/api @earmark/cli
# The page is files alone: what it is built of stays here.
RUN npx --no-install turbo run build --filter=@earmark/web --output-logs=errors-only \
  && mkdir -p /earmark/apps/web && cp -R apps/web/dist /earmark/apps/web/dist
# So are the documents, which the API serves at /help.
RUN node site/build.mjs && mkdir -p /earmark/site && cp -R site/dist /earmark/site/dist

FROM node:24.21.0-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ffmpeg \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /earmark
# Everything belongs to root: the user that runs it may read it and write nothing but temporary files.
COPY --from=build /earmark ./
# node, by its number: Kubernetes can tell that it is not root.
USER 1000:1000
# Inside a container, loopback would be out of everybody's reach. Which network may reach the port is said where it is published.
ENV NODE_ENV=production API_HOST=0.0.0.0 API_PORT=3210
# ONNX Runtime would report to its maker otherwise.
ENV ORT_DISABLE_TELEMETRY=1
EXPOSE 3210
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.API_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The commit that it was built from: docker build --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Earmark API" \
  org.opencontainers.image.description="Earmark's API with its page and its command line" \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.base.name="docker.io/library/node:24.21.0-bookworm-slim"
# The first process itself takes SIGTERM: nothing stands between.
CMD ["node", "apps/api/dist/main.js"]
