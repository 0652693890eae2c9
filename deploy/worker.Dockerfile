# The worker: scans, dispatches and classifies. Build from the repository's root: docker build --file deploy/worker.Dockerfile .
FROM node:20-bookworm-slim AS build
WORKDIR /earmark
ENV TURBO_TELEMETRY_DISABLED=1
COPY . .
RUN npm ci --loglevel=error \
  && npx --no-install turbo run build --output-logs=errors-only \
  && npm prune --omit=dev --loglevel=error \
  && rm -rf .turbo node_modules/.cache

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ffmpeg \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /earmark
COPY --from=build --chown=root:root /earmark ./
ENV NODE_ENV=production
# The image's own user without privileges: it may read all of this and write nothing but temporary files.
USER node
# The worker serves nothing. It ends where it cannot work, so one that runs is one that is well.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["sh", "-c", "grep -q [a]pps/worker /proc/[0-9]*/cmdline"]
CMD ["node", "apps/worker/dist/main.js"]
