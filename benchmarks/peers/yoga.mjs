// GraphQL Yoga with graphql-jit and a DataLoader for every relation.
import { createServer } from "node:http";
import { useGraphQlJit } from "@envelop/graphql-jit";
import DataLoader from "dataloader";
import { createSchema, createYoga } from "graphql-yoga";
import { byId, db, groupBy, Query, typeDefs } from "./db.mjs";

const one = (load) =>
  new DataLoader(async (keys) => {
    const rows = byId(await load(keys));
    return keys.map((key) => rows.get(key));
  });
const many = (load, key, count) => {
  const loaders = new Map();
  return (id, args) => {
    const size = args[count];
    if (!loaders.has(size)) {
      loaders.set(size, new DataLoader(async (ids) => {
        const rows = groupBy(await load(ids, size), key);
        return ids.map((each) => rows.get(each) ?? []);
      }));
    }
    return loaders.get(size).load(id);
  };
};
const context = () => ({
  communities: one(db.communities),
  districts: one(db.districts),
  visits: many(db.visitsOfCommunities, "communityId", "first"),
  cases: many(db.casesOfVisits, "visitId", "first"),
  timeline: many(db.stepsOfCases, "caseId", "last"),
});
const resolvers = {
  Query,
  Community: {
    district: (community, _, { districts }) => districts.load(community.districtId),
    visits: (community, args, { visits }) => visits(community.id, args),
  },
  Visit: { cases: (visit, args, { cases }) => cases(visit.id, args) },
  Case: {
    community: (it, _, { communities }) => communities.load(it.communityId),
    timeline: (it, args, { timeline }) => timeline(it.id, args),
  },
};

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context,
  plugins: [useGraphQlJit()],
  graphiql: false,
  landingPage: false,
  logging: false,
});
createServer(yoga).listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
