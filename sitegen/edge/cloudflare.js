// Cloudflare: a Worker with the 503 page of @site@ before your origin.
//
// Install  npx wrangler kv namespace create MAINTENANCE
//          Write its id into wrangler.toml beside this file; without it everything goes to your origin, silently:
//              [[kv_namespaces]]
//              binding = "MAINTENANCE"
//              id = "ID"
//          npx wrangler deploy THIS_FILE --name maintenance --route "www.example.com/*" --compatibility-date 2025-11-01
// On       npx wrangler kv key put --remote --binding MAINTENANCE on yes
// Off      npx wrangler kv key delete --remote --binding MAINTENANCE on
//          Within a minute everywhere; nothing is deployed.
// Check    curl -i -X POST https://www.example.com/any/path
@notes@

const SITE = @site_text@;
const PAGE = @page@;
const LATE = @late@;
const BARE = @bare_page@;
const PASSING = new RegExp("^https?://[^/]+(?:@passing@)$");
@constants@
const kept = { [PAGE]: BARE, @unavailable@: BARE, @problem@: @bare_problem@ };
const failed = {};

export default {
  async fetch(request, env, context) {
    // A fault here must not take down a working origin.
    context.passThroughOnException();
    const passes = @passes@;
    if (!passes && (await env.MAINTENANCE.get("on")) !== null) {
      return unavailable(request, PAGE, true);
    }
    // A Worker would take the origin's 100 Continue for the whole answer.
    const headers = new Headers(request.headers);
    headers.delete("Expect");
    const found = await fetch(request, request.headers.has("Expect") ? { headers } : {}).catch((error) => {
      console.error(`The origin does not answer: ${error}`);
      return { status: 520 };
    });
    // Cloudflare's own statuses: the origin is slow; not reached; broke off.
    if (found.status === 524) {
      return slow(request);
    }
    const unreached = [521, 523, 525, 526, 530].includes(found.status);
    return unreached || [520, 522, 527].includes(found.status) ? unavailable(request, @unavailable@, unreached) : found;
  },
};

async function unavailable(request, page, unreached) {
  const { status, headers, json } = answer(request.method, (name) => request.headers.get(name) || "");
  if (!unreached && !/^(GET|HEAD|OPTIONS|TRACE)$/.test(request.method)) {
    // It may have been carried out.
    delete headers["retry-after"];
  }
  return new Response(status === 503 ? await text(json ? @problem@ : page) : null, { status, headers });
}

function slow(request) {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "access-control-allow-origin": request.headers.get("origin") || "*",
    "access-control-allow-credentials": "true",
  };
  return new Response(LATE, { status: 504, headers });
}

// From the status site, cached for a minute; else, and for ten seconds after that, the last copy, or the bare one above.
async function text(address) {
  if (Date.now() - failed[address] < 10000) {
    return kept[address];
  }
  try {
    const found = await fetch(`${SITE}/${address}`, {
      cf: { cacheTtl: 60, cacheEverything: true },
      redirect: "manual",
      signal: AbortSignal.timeout(3000),
    });
    const body = await found.text();
    if (found.status !== 200 || !body.includes(@mark@)) {
      throw new Error(`no page of ours, ${found.status}`);
    }
    kept[address] = body;
  } catch (error) {
    console.error(`${SITE}/${address}: ${error}`);
    failed[address] = Date.now();
  }
  return kept[address];
}

@answers@
@addresses@
