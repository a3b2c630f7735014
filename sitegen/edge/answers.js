// The answer in place of the origin.
function answer(method, header) {
  const always = { "cache-control": "no-store", "x-maintenance-mode": "true" };
  const say = (status, headers, json) => ({ status: status, headers: Object.assign(headers, always), json: json });
  if (method === "OPTIONS" && header("access-control-request-method")) {
    // Allow it: then the request itself is sent, and its 503 can be read.
    return say(204, {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "*",
      "access-control-allow-headers": "*, Authorization",
      "access-control-max-age": "0",
    });
  }
  if (/^application\/grpc *([+;]|$)/i.test(header("content-type"))) {
    const message = "Service unavailable. See @site@/";
    return say(200, { "content-type": "application/grpc", "grpc-status": "14", "grpc-message": message });
  }
  const wanted = weight(header("accept"), /^ *application\/(problem\+)?json *(;|$)/i);
  const json = wanted > 0 && wanted >= weight(header("accept"), /^ *text\/html *(;|$)/i);
  return say(503, {
    "content-type": json ? "application/problem+json" : "text/html; charset=utf-8",
    "retry-after": @retry@,
    vary: "Accept, Accept-Encoding, Origin",
    "access-control-allow-origin": header("origin") || "*",
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "Retry-After, X-Maintenance-Mode",
    "content-security-policy": "@policy@",
  }, json);
}

// The greatest weight of a type in Accept: its q, or 1; 0 if it is not there.
function weight(accept, type) {
  const weigh = (range) => (type.test(range) ? (/; *q=([^ ;]*)/i.exec(range) || [0, 1])[1] : 0);
  return Math.max.apply(null, accept.split(",").map(weigh));
}
