// An example is a file NAME.graphql, and NAME.json where it has variables. Its first comment is its
// title, "English · 中文"; the comments after it say what it is for. A file added here needs nothing else.
const documents = import.meta.glob("../examples/*.graphql", { query: "?raw", import: "default", eager: true });
const variables = import.meta.glob("../examples/*.json", { query: "?raw", import: "default", eager: true });

function example([path, text]) {
  const query = text.trim();
  const [title, ...purpose] = leadingComments(query);
  const [titleEn, titleZh] = title.split(" · ");
  return {
    titleEn,
    titleZh,
    purpose: purpose.join(" "),
    writes: /^mutation\b/m.test(query),
    query,
    variables: (variables[path.replace(/graphql$/, "json")] ?? "").trim(),
  };
}

function leadingComments(query) {
  const lines = query.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return lines.slice(0, end).map((line) => line.replace(/^#\s*/, ""));
}

export const EXAMPLES = Object.entries(documents).map(example);
