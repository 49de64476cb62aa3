# syntax=docker/dockerfile:1
# Targets: the last one, `gateway`, for upstreams over HTTP; `stdio` adds npx and uvx for upstreams that
# the gateway starts itself.

FROM node:24-bookworm-slim AS build
# better-sqlite3 is compiled where there is no ready-made binary for the platform.
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 make g++ \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --no-save --no-audit --no-fund
COPY . .
# The compiler stays behind npm's pruning as an optional peer of @nestjs/swagger, which uses it at build time alone.
RUN npm run build \
 && npm prune --omit=dev --no-save --no-audit --no-fund \
 && rm -r node_modules/typescript

FROM node:24-bookworm-slim AS runtime
WORKDIR /app
COPY --from=build /app/package.json /app/oclif.manifest.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/cli/bin ./cli/bin
COPY --from=build /app/dist ./dist
RUN ln -s /app/cli/bin/run.js /usr/local/bin/mcpjungle && mkdir /data
RUN chown node:node /data
# Room for young objects: each call makes some that are garbage when it ends, and looking them over is a tenth of it.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=32 HOST=0.0.0.0 HOME=/data
USER node
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

FROM runtime AS stdio
USER root
# tini adopts and buries what ended upstreams leave behind. npx is part of the base image; uvx fetches Pythons itself.
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini git ca-certificates \
 && rm -rf /var/lib/apt/lists/*
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /uvx /usr/local/bin/
USER node
ENTRYPOINT ["tini", "--", "mcpjungle"]
CMD ["start"]

FROM runtime AS gateway
ENTRYPOINT ["mcpjungle"]
CMD ["start"]
