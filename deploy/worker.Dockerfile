# The worker: scans, dispatches and classifies. Build from the repository's root: docker build --file deploy/worker.Dockerfile .
# It serves nothing that could be asked, and ends where it cannot work: the container's state is its health.
FROM node:20-bookworm-slim AS build
WORKDIR /source
ENV TURBO_TELEMETRY_DISABLED=1
COPY . .
RUN npm ci --loglevel=error
RUN deploy/pack.sh /earmark @earmark/worker

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ffmpeg \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /earmark
# Everything belongs to root: the user that runs it may read it and write nothing but temporary files.
COPY --from=build /earmark ./
USER node
ENV NODE_ENV=production
# ONNX Runtime would report to its maker otherwise.
ENV ORT_DISABLE_TELEMETRY=1
CMD ["node", "apps/worker/dist/main.js"]
