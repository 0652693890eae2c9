# The API, and the command line for migrations and keys. Build from the repository's root: docker build --file deploy/api.Dockerfile .
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
ENV API_HOST=0.0.0.0 API_PORT=3210
EXPOSE 3210
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3210/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/api/dist/main.js"]
