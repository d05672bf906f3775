import { defineConfig } from "vite";

export default defineConfig({
  // Absolute: the page's own address is /graphql, without the slash that a relative one would need.
  base: "/graphql/static/",
  build: {
    outDir: "../static",
    emptyOutDir: true,
    // The notices that the licences of the bundled packages ask for.
    license: { fileName: "LICENSES.md" },
    // Monaco is large, and loads after the page is up.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: "graphiql.html",
      // Of "use client", which every component of a dependency may carry.
      checks: { moduleLevelDirective: false },
    },
  },
  server: {
    proxy: { "^/graphql$": { target: "http://127.0.0.1:8000", ws: true } },
  },
});
