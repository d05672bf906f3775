// Mercurius on Fastify, graphql-jit after the first execution, Mercurius loaders for every relation.
import Fastify from "fastify";
import mercurius from "mercurius";
import { byId, db, groupBy, Query, typeDefs, unique } from "./db.mjs";

const one = (load, key) => ({
  loader: async (queries) => {
    const rows = byId(await load(unique(queries.map(({ obj }) => obj[key]))));
    return queries.map(({ obj }) => rows.get(obj[key]));
  },
  opts: { cache: false },
});
const many = (load, key, count) => ({
  loader: async (queries) => {
    const rows = groupBy(await load(unique(queries.map(({ obj }) => obj.id)), queries[0].params[count]), key);
    return queries.map(({ obj }) => rows.get(obj.id) ?? []);
  },
  opts: { cache: false },
});

const app = Fastify({ logger: false });
app.register(mercurius, {
  schema: typeDefs,
  resolvers: { Query },
  loaders: {
    Community: { district: one(db.districts, "districtId"), visits: many(db.visitsOfCommunities, "communityId", "first") },
    Visit: { cases: many(db.casesOfVisits, "visitId", "first") },
    Case: { community: one(db.communities, "communityId"), timeline: many(db.stepsOfCases, "caseId", "last") },
  },
  jit: 1,
  graphiql: false,
});
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
process.on("SIGTERM", () => process.exit(0));
