# One of Atoll's services:
#   docker build -f docker/service.Dockerfile --build-arg SERVICE=marketplace -t atoll/marketplace .
# SERVICE is indexer, marketplace or compute-provider. For a build that can be repeated to the byte, give NODE_IMAGE with its
# digest: --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS install
ARG SERVICE
WORKDIR /atoll
COPY . .
# Only what this service needs at run time; the npm package `node` is a dev dependency, the image brings Node itself.
RUN test -n "${SERVICE}" && test -f "services/${SERVICE}/src/main.ts" \
  && npm ci --omit=dev --workspace "services/${SERVICE}" \
  && rm -rf /root/.npm bench examples tests docs .ci \
  && find docker -mindepth 1 -maxdepth 1 ! -name seccomp.json ! -name gpu-check -exec rm -rf {} + \
  && find services migrations -mindepth 1 -maxdepth 1 ! -name "${SERVICE}" -exec rm -rf {} +

# The service and, where it has one, its web app; what they are made with stays behind.
FROM ${NODE_IMAGE} AS build
ARG SERVICE
WORKDIR /atoll
COPY . .
RUN npm ci && npm run build -w "services/${SERVICE}" && mkdir -p "services/${SERVICE}/web/dist"

FROM ${NODE_IMAGE}
ARG SERVICE
ENV NODE_ENV=production ATOLL_SERVICE=${SERVICE} HOST=0.0.0.0
WORKDIR /atoll
COPY --from=install /atoll /atoll
COPY --from=build /atoll/services/${SERVICE}/dist /atoll/services/${SERVICE}/dist
COPY --from=build /atoll/services/${SERVICE}/web/dist /atoll/services/${SERVICE}/web/dist
# Where volumes are mounted: named volumes take over the owner of the folder they cover.
RUN mkdir -p /var/lib/atoll && chown node:node /var/lib/atoll
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "const { PORT, ATOLL_SERVICE } = process.env; const usual = { 'indexer': 4101, 'compute-provider': 4102, 'marketplace': 4103 }; fetch(`http://127.0.0.1:${PORT || usual[ATOLL_SERVICE]}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["sh", "-c", "exec node services/$ATOLL_SERVICE/dist/main.js"]
