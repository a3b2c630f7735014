# Fastly: custom VCL with the 503 page of @site@ before your origin.
#
# Install  a host named `status` for @status_host@ in the service, without automatic load balancing or shielding, and with
#          a request condition that is never true: req.url == ""
#          Without the condition your product's requests may go to that host!
#          Then a dictionary named `maintenance`, and this as the main custom VCL. Activate the version.
# On       fastly service dictionary-entry update --dictionary-id ID --key on --value yes
# Off      fastly service dictionary-entry update --dictionary-id ID --key on --value no
#          Within seconds; no version is activated.
# Check    curl -i -X POST https://www.example.com/any/path
@notes@
# The page is fetched from the status site and cached for a minute, or, while the site does not answer, for a day.
# All else but the time-outs is Fastly's boilerplate: what it caches, and for how long, is as without custom VCL.

@allowed@
sub vcl_recv {
  if (req.restarts == 0) {
    unset req.http.X-Maintenance-Page; unset req.http.X-Maintenance-Unsafe;
    # A shield only sees the address of another server of Fastly's, which has decided already.
    if (fastly.ff.visits_this_service == 0 && table.lookup(maintenance, "on", "no") == "yes" && req.url !~ "@paths@") {
      std.collect(req.http.Cookie, "; ");
      @closed@
    }
  }
#FASTLY recv
  if (req.method == "FASTLYPURGE") { unset req.http.X-Maintenance-Page; return(lookup); }
  if (req.http.X-Maintenance-Page) {
    if (req.method == "OPTIONS" && req.http.Access-Control-Request-Method) {
      unset req.http.X-Maintenance-Page; error 601;
    }
    if (req.http.Content-Type ~ "(?i)^application/grpc([+; ]|$)") {
      unset req.http.X-Maintenance-Page; error 602;
    }
    std.collect(req.http.Accept); # Of a long one its beginning counts, for patterns have limits.
    set req.http.Accept = @accept@;
    if (@json@) { set req.http.X-Maintenance-Page = "@problem@"; }
    set req.backend = F_status;
    set req.http.Host = "@status_host@";
    set req.url = req.http.X-Maintenance-Page;
    if (req.method != "HEAD") { set req.method = "GET"; }
    unset req.http.Range; unset req.http.If-None-Match; unset req.http.If-Modified-Since;
    unset req.http.Cookie; unset req.http.Authorization;
    return(lookup);
  }
  # With Fastly's product WebSockets, which costs extra, uncomment this line:
  # if (req.http.Upgrade ~ "(?i)^websocket$") { return(upgrade); }
  # Nothing cached is shown while maintenance is on, and nothing is cached.
  if ((req.method != "GET" && req.method != "HEAD") || table.lookup(maintenance, "on", "no") == "yes") { return(pass); }
  return(lookup);
}

# The longest that Fastly allows.
sub vcl_miss {
#FASTLY miss
  set bereq.connect_timeout = 5s;
  set bereq.first_byte_timeout = 60s;
  set bereq.between_bytes_timeout = 60s;
  return(fetch);
}
sub vcl_pass {
#FASTLY pass
  set bereq.connect_timeout = 5s;
  set bereq.first_byte_timeout = 600s;
  set bereq.between_bytes_timeout = 600s;
  return(pass);
}

sub vcl_fetch {
#FASTLY fetch
  if (req.http.X-Maintenance-Page) {
    if (beresp.status != 200 && stale.exists) { return(deliver_stale); }
    if (beresp.status != 200) { error 503; }
    unset beresp.http.Set-Cookie; set beresp.ttl = 60s; set beresp.stale_if_error = 86400s;
    return(deliver);
  }
  if (beresp.http.Set-Cookie || beresp.http.Cache-Control ~ "(?i)private|no-store") { return(pass); }
  # Where the application says nothing; if your service has another default, write it here.
  if (!beresp.http.Expires && beresp.http.Surrogate-Control !~ "max-age" &&
      beresp.http.Cache-Control !~ "(?:s-maxage|max-age)") { set beresp.ttl = 3600s; }
  return(deliver);
}

# 601 is a preflight, 602 gRPC, 603 down. The application's own answers do not come here.
sub vcl_error {
#FASTLY error
  if (obj.status == 503 && req.http.X-Maintenance-Page && stale.exists) { return(deliver_stale); }
  if (obj.status == 601) {
    set obj.status = 204; # Wildcards exclude requests with cookies: the application was not asked about those.
    set obj.http.Access-Control-Allow-Origin = "*";
    set obj.http.Access-Control-Allow-Methods = "*";
    set obj.http.Access-Control-Allow-Headers = "*, Authorization";
    set obj.http.Access-Control-Max-Age = "0";
  } else if (obj.status == 602) {
    set obj.status = 200;
    set obj.http.Content-Type = "application/grpc"; set obj.http.grpc-status = "14";
    set obj.http.grpc-message = "Service unavailable. See @site@/";
  } else if (obj.status == 503 && obj.response ~ "bytes? timeout" && !req.http.X-Maintenance-Page) {
    set obj.status = 504;
    set obj.http.Access-Control-Allow-Origin = "*";
    if (req.http.Origin) { set obj.http.Access-Control-Allow-Origin = req.http.Origin; }
    set obj.http.Access-Control-Allow-Credentials = "true"; set obj.http.Cache-Control = "no-store";
    set obj.http.Content-Type = "text/plain; charset=utf-8";
    synthetic {"@late@
"};
  } else if (obj.status == 503) {
    set obj.status = 603;
    if (req.http.X-Maintenance-Page) {
      set obj.http.Content-Type = "text/plain; charset=utf-8";
      synthetic {"Service unavailable. See @site@/"};
    }
  }
  if (obj.status < 300) {
    set obj.http.Cache-Control = "no-store"; set obj.http.X-Maintenance-Mode = "true";
    synthetic {""};
  }
  return(deliver);
}

sub vcl_deliver {
  if (resp.status == 603 && !req.http.X-Maintenance-Page) {
    # Unknown: whether the application received the request. An unsafe one must not be repeated.
    if (req.method !~ "^(GET|HEAD|OPTIONS|TRACE)$") { set req.http.X-Maintenance-Unsafe = "true"; }
    set req.http.X-Maintenance-Page = "@unavailable@";
    restart;
  }
#FASTLY deliver
  if (req.http.X-Maintenance-Page) {
    if (req.http.X-Maintenance-Page == "@problem@" && resp.status != 603) {
      set resp.http.Content-Type = "application/problem+json";
    }
    set resp.status = 503;
    if (!req.http.X-Maintenance-Unsafe) {
      set resp.http.Retry-After = "@retry_after@";
      @retry_until@
    }
    set resp.http.Cache-Control = "no-store"; set resp.http.Vary = "Accept, Accept-Encoding, Origin";
    set resp.http.Content-Security-Policy = "@policy@";
    set resp.http.X-Maintenance-Mode = "true";
    set resp.http.Access-Control-Allow-Origin = "*";
    if (req.http.Origin) { set resp.http.Access-Control-Allow-Origin = req.http.Origin; }
    set resp.http.Access-Control-Allow-Credentials = "true";
    set resp.http.Access-Control-Expose-Headers = "Retry-After, X-Maintenance-Mode";
    unset resp.http.ETag; unset resp.http.Last-Modified; unset resp.http.Accept-Ranges;
    unset resp.http.Expires; unset resp.http.Age; unset resp.http.X-Frame-Options; unset resp.http.X-Robots-Tag;
  }
  return(deliver);
}
