// CloudFront: a function (runtime cloudfront-js-2.0) that answers 503 for @site@ before your origin is asked.
//
// Install  a key value store, associated with this function; the function on "viewer request" of each behaviour,
//          which allows OPTIONS. A behaviour has one such function: if yours has one, merge the two.
// On       aws cloudfront-keyvaluestore put-key --kvs-arn ARN --if-match ETAG --key maintenance --value on
// Off      aws cloudfront-keyvaluestore delete-key --kvs-arn ARN --if-match ETAG --key maintenance
//          Within seconds; nothing is deployed. The ETAG of each change is what this prints:
//          aws cloudfront-keyvaluestore describe-key-value-store --kvs-arn ARN --query ETag --output text
// Check    curl -i -X POST https://www.example.com/any/path
@notes@
// A function has at most 10 KB: its page is short. For an origin that is down, see CloudFront in docs/edge.md.

import cf from "cloudfront";

const PAGE = @bare_page@;
const PROBLEM = @bare_problem@;
const PASSING = new RegExp("^(?:@passing@)$");
@constants@
const store = cf.kvs();
// All values of a header or a cookie.
const values = (field) => (field ? (field.multiValue || [field]).map((one) => one.value) : []);

async function handler(event) {
  const request = event.request;
  const passes = @passes@;
  return passes || !(await isOn()) ? request : unavailable(request);
}

async function isOn() {
  try {
    return (await store.get("maintenance")) === "on";
  } catch (missing) {
    return false;
  }
}

function unavailable(request) {
  const said = answer(request.method, (name) => values(request.headers[name]).join());
  const headers = {};
  Object.keys(said.headers).forEach((name) => (headers[name] = { value: said.headers[name] }));
  const response = { statusCode: said.status, headers: headers };
  if (said.status === 503) {
    response.body = { encoding: "text", data: said.json ? PROBLEM : PAGE };
  }
  return response;
}

@answers@
@addresses@
