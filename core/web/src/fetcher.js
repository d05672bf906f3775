import { createGraphiQLFetcher } from "@graphiql/toolkit";

import { authorization } from "./identity.js";

// The page's files lie below the endpoint, so their address tells the endpoint's.
export const endpoint = new URL(import.meta.env.BASE_URL.replace(/\/static\/$/, ""), location.href);

const socket = new URL(endpoint);
socket.protocol = endpoint.protocol.replace("http", "ws");

const ask = createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: socket.href,
  // Else it accepts multipart/mixed, and no longer application/graphql-response+json.
  enableIncrementalDelivery: false,
});

export const fetcher = (question, options) =>
  ask(question, { ...options, headers: { ...authorization(), ...options?.headers } });
