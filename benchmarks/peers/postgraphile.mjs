// PostGraphile 5 with its Amber preset on node:http, one process.
import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

const preset = {
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset, PostGraphileConnectionFilterPreset],
  disablePlugins: [
    "PgIndexBehaviorsPlugin", // else only fully indexed columns can be ordered by
    "PgConnectionArgFilterBackwardRelationsPlugin", // a column and a relation of ours have one name
  ],
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL,
      schemas: ["public"],
      poolConfig: { max: 5, options: "-c timezone=UTC -c jit=off" },
      pubsub: false,
    }),
  ],
  gather: { installWatchFixtures: false },
  grafast: { explain: false },
  grafserv: { port: Number(process.env.PORT), graphiql: false, watch: false },
  schema: process.env.SDL ? { exportSchemaSDLPath: process.env.SDL } : {},
};
const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
