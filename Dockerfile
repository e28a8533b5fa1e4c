# The production image: the server, its packages and nothing that they are built with.
FROM node:26-slim AS manifests
WORKDIR /app
# Only what decides which packages there are, so that a change of code does not install them again.
COPY package.json package-lock.json .npmrc ./
COPY openapi/package.json openapi/
COPY server/package.json server/
COPY sdk/package.json sdk/
COPY conformance-tests/package.json conformance-tests/

FROM manifests AS packages
RUN npm ci --omit=dev --workspace @latchkey/server --no-audit --no-fund

# Plain JavaScript: who runs it may not write here, and could not keep what Node makes of TypeScript from one start to the next.
FROM manifests AS built
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY openapi/openapi.json openapi/
COPY server server
RUN node server/build.ts

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY LICENSE ./
COPY --from=built /app/server/dist ./
# HOST is not loopback here, so the configuration demands ISSUER, and SECRET_KEY unless that is loopback; it says so.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Without npm in between, so that SIGTERM reaches the server.
CMD ["node", "server/bin/latchkey.js"]
