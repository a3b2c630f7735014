// Cloudflare: a Worker with the 503 page of @site@ before your origin.
//
// Install  a KV namespace bound to the Worker as MAINTENANCE, and the Worker on a route of the product:
//          npx wrangler kv namespace create MAINTENANCE
//          npx wrangler deploy THIS_FILE --name maintenance --route "www.example.com/*" --compatibility-date 2025-11-01
// On       npx wrangler kv key put --remote --binding MAINTENANCE on yes
// Off      npx wrangler kv key delete --remote --binding MAINTENANCE on
//          Within a minute everywhere; nothing is deployed.
// Check    curl -i -X POST https://www.example.com/any/path
@notes@

const SITE = @site_text@;
const PAGE = @page@;
const UNAVAILABLE = @unavailable@;
const PROBLEM = @problem@;
const MARK = @mark@;
const BARE = {
  [UNAVAILABLE]: @bare_page@,
  [PROBLEM]: @bare_problem@,
};
const HEALTH = @health@;
@constants@
const kept = new Map();

export default {
  async fetch(request, env, context) {
    // A fault here must not take down a working origin.
    context.passThroughOnException();
    if (!passes(request) && (await env.MAINTENANCE.get("on")) !== null) {
      return unavailable(request, PAGE);
    }
    let answer;
    try {
      answer = await fetch(request);
    } catch (error) {
      console.error(`The origin does not answer: ${error}`);
      return unavailable(request, UNAVAILABLE);
    }
    // Cloudflare's own errors when the origin does not answer; the origin's responses are not changed.
    return answer.status >= 520 && answer.status <= 530 ? unavailable(request, UNAVAILABLE) : answer;
  },
};

function passes(request) {
  if (HEALTH.includes(new URL(request.url).pathname)) {
    return true;
  }
  @passes@
  return false;
}

async function unavailable(request, page) {
  const json = /application\/(problem\+)?json/i.test(request.headers.get("Accept") || "");
  const body = await text(json ? PROBLEM : page);
  return new Response(request.method === "HEAD" ? null : body, {
    status: 503,
    headers: {
      "Content-Type": json ? "application/problem+json" : "text/html; charset=utf-8",
      "Retry-After": @retry@,
      "Cache-Control": "no-store",
      Vary: "Accept",
      "X-Maintenance-Mode": "true",
    },
  });
}

// From the status site, cached for a minute; else the last copy; else the bare page above.
async function text(address) {
  try {
    const answer = await fetch(`${SITE}/${address}`, {
      cf: { cacheTtl: 60, cacheEverything: true },
      redirect: "manual",
      signal: AbortSignal.timeout(3000),
    });
    const found = await answer.text();
    if (answer.status === 200 && found.includes(MARK)) {
      kept.set(address, found);
    } else {
      console.error(`${SITE}/${address} is no page of ours: ${answer.status}`);
    }
  } catch (error) {
    console.error(`${SITE}/${address} cannot be fetched: ${error}`);
  }
  return kept.get(address) || BARE[address] || BARE[UNAVAILABLE];
}
@addresses@
