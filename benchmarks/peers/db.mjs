// What the hand-written Node servers share: one pool, named prepared statements, one statement for each batch.
import pg from "pg";

pg.types.setTypeParser(20, Number); // bigint
pg.types.setTypeParser(1082, (text) => text); // date
pg.types.setTypeParser(1184, (text) => text.slice(0, 10) + "T" + text.slice(11, -3) + "Z"); // timestamptz, in UTC

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 5,
  options: "-c timezone=UTC -c jit=off",
});
const run = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const COMMUNITY = `id, code, name, kind, households, district_id as "districtId"`;
const VISIT = `id, version, community_id as "communityId", line, visited_on as "visitedOn", status, staff, residents,
  volunteers, summary, recorded_at as "recordedAt"`;
const CASE = `id, community_id as "communityId", visit_id as "visitId", line, category_code as category, status, title,
  reported_at as "reportedAt", deadline`;
const each = (ids, rows) => `select r.* from unnest($1::bigint[]) k(id) cross join lateral (${rows}) r`;

export const db = {
  communities: (ids) => run("communities", `select ${COMMUNITY} from community where id = any($1::bigint[])`, [ids]),
  firstCommunities: (first) =>
    run("firstCommunities", `select ${COMMUNITY} from community order by code, id limit $1`, [first]),
  districts: (ids) => run("districts", `select id, code, name from district where id = any($1::bigint[])`, [ids]),
  newestCases: (first) =>
    run("newestCases", `select ${CASE} from "case" order by reported_at desc, id desc limit $1`, [first]),
  newestVisits: (first) =>
    run("newestVisits", `select ${VISIT} from visit order by visited_on desc, id desc limit $1`, [first]),
  stepsOfCases: (ids, last) =>
    run("stepsOfCases", each(ids, `select * from (select id, case_id as "caseId", at, action, reason from case_event
      where case_id = k.id order by id desc limit $2) e order by id`), [ids, last]),
  visitsOfCommunities: (ids, first) =>
    run("visitsOfCommunities", each(ids, `select ${VISIT} from visit where community_id = k.id
      order by visited_on desc, id desc limit $2`), [ids, first]),
  casesOfVisits: (ids, first) =>
    run("casesOfVisits", each(ids, `select ${CASE} from "case" where visit_id = k.id order by id limit $2`), [ids, first]),
};

export const unique = (values) => [...new Set(values)];
export const byId = (rows) => new Map(rows.map((row) => [row.id, row]));

export function groupBy(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(row[key]);
    if (group) group.push(row);
    else groups.set(row[key], [row]);
  }
  return groups;
}

export const typeDefs = /* GraphQL */ `
  scalar Date
  scalar DateTime
  type Query {
    community(id: Int!): Community
    communities(ids: [Int!]!): [Community]!
    firstCommunities(first: Int!): [Community!]!
    cases(first: Int!): [Case!]!
    visits(first: Int!): [Visit!]!
  }
  type District { id: Int! code: String! name: String! }
  type Community {
    id: Int! code: String! name: String! kind: String households: Int
    district: District!
    visits(first: Int!): [Visit!]!
  }
  type Visit {
    id: Int! version: Int! line: String! visitedOn: Date! status: String! staff: Int! residents: Int! volunteers: Int!
    summary: String recordedAt: DateTime!
    cases(first: Int!): [Case!]!
  }
  type Case {
    id: Int! title: String! status: String! line: String! category: String! reportedAt: DateTime! deadline: DateTime
    community: Community!
    timeline(last: Int!): [Step!]!
  }
  type Step { id: Int! at: DateTime! action: String! reason: String }
`;

export const Query = {
  community: async (_, { id }) => (await db.communities([id]))[0] ?? null,
  communities: async (_, { ids }) => {
    const rows = byId(await db.communities(ids));
    return ids.map((id) => rows.get(id) ?? null);
  },
  firstCommunities: (_, { first }) => db.firstCommunities(first),
  cases: (_, { first }) => db.newestCases(first),
  visits: (_, { first }) => db.newestVisits(first),
};
