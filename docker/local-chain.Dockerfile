# A chain for trying things out (anvil) and the command that deploys the contracts to it, both from the lock file's npm packages:
#   docker build -f docker/local-chain.Dockerfile -t atoll/local-chain .
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE}
WORKDIR /atoll
COPY . .
# The compilers stay behind: what is deployed was compiled before.
RUN npm ci --workspace packages/contracts && rm -rf /root/.npm node_modules/solc node_modules/@foundry-rs/forge* \
  && mkdir -p /var/lib/atoll /deployment && chown node:node /var/lib/atoll /deployment
USER node
ENV PATH=/atoll/node_modules/.bin:$PATH
CMD ["anvil", "--host", "0.0.0.0", "--state", "/var/lib/atoll/chain.json"]
