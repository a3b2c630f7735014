// CloudFront: a function (runtime cloudfront-js-2.0) that answers 503 for @site@ before your origin is asked.
//
// Install  a key value store, associated with this function; the function on "viewer request" of each behaviour.
// On       aws cloudfront-keyvaluestore put-key --kvs-arn ARN --if-match ETAG --key maintenance --value on
// Off      aws cloudfront-keyvaluestore delete-key --kvs-arn ARN --if-match ETAG --key maintenance
//          Within seconds; nothing is deployed.
// Check    curl -i -X POST https://www.example.com/any/path
@notes@
// The page is short and links to the status site: a function has at most 10 KB in all.
// For an origin that does not answer, add custom error responses to the distribution: 502, 503 and 504 lead to
// /503.html in a bucket (kept up to date by `sitegen edge pull` and `aws s3 cp`), response code 503, error caching
// minimum TTL 10 seconds. That page can have Retry-After only by a response headers policy.

import cf from "cloudfront";

const PAGE = @bare_page@;
const PROBLEM = @bare_problem@;
const HEALTH = @health@;
@constants@
const store = cf.kvs();

async function handler(event) {
  const request = event.request;
  if (passes(event) || !(await isOn())) {
    return request;
  }
  const accept = request.headers.accept ? request.headers.accept.value : "";
  const json = /application\/(problem\+)?json/i.test(accept);
  return {
    statusCode: 503,
    statusDescription: "Service Unavailable",
    headers: {
      "content-type": { value: json ? "application/problem+json" : "text/html; charset=utf-8" },
      "retry-after": { value: @retry@ },
      "cache-control": { value: "no-store" },
      vary: { value: "Accept" },
      "x-maintenance-mode": { value: "true" },
    },
    body: { encoding: "text", data: json ? PROBLEM : PAGE },
  };
}

async function isOn() {
  try {
    return (await store.get("maintenance")) === "on";
  } catch (error) {
    // A missing key is an error too.
    return false;
  }
}

function passes(event) {
  const request = event.request;
  if (HEALTH.includes(request.uri)) {
    return true;
  }
  @passes@
  return false;
}
@addresses@
