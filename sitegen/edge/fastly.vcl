# Fastly: custom VCL with the 503 page of @site@ before your origin.
#
# Install  a host named `status` for @status_host@ in the service, a dictionary named `maintenance`,
#          this as the main custom VCL.
# On       fastly dictionary-entry update --dictionary-id ID --key on --value yes
# Off      fastly dictionary-entry update --dictionary-id ID --key on --value no
#          Within seconds; no version is activated.
# Check    curl -i -X POST https://www.example.com/any/path
@notes@
# The page is fetched from the status site and cached for a minute, or for a day if the site does not answer.

@allowed@
sub vcl_recv {
  if (req.restarts == 0) {
    unset req.http.X-Maintenance-Page;
    if (table.lookup(maintenance, "on", "no") == "yes"@passes@) {
      set req.http.X-Maintenance-Page = "@page@";
    }
  }
#FASTLY recv
  if (req.http.X-Maintenance-Page) {
    if (@json@) {
      set req.http.X-Maintenance-Page = "@problem@";
    }
    set req.backend = F_status;
    set req.http.Host = "@status_host@";
    set req.url = req.http.X-Maintenance-Page;
    if (req.method != "HEAD") {
      set req.method = "GET";
    }
    unset req.http.Range;
    unset req.http.If-None-Match;
    unset req.http.If-Modified-Since;
    unset req.http.Cookie;
    unset req.http.Authorization;
    return(lookup);
  }
  if (req.method != "HEAD" && req.method != "GET" && req.method != "FASTLYPURGE") {
    return(pass);
  }
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch
  if (req.http.X-Maintenance-Page) {
    if (beresp.status != 200) {
      error 503;
    }
    unset beresp.http.Set-Cookie;
    unset beresp.http.Vary;
    set beresp.ttl = 60s;
    set beresp.stale_if_error = 86400s;
    return(deliver);
  }
  if (beresp.http.Set-Cookie || beresp.http.Cache-Control ~ "(private|no-store)") {
    return(pass);
  }
  return(deliver);
}

# The application does not answer; its own responses are not changed.
sub vcl_error {
#FASTLY error
  if (obj.status == 503) {
    set obj.http.X-Maintenance-Down = "true";
    if (req.http.X-Maintenance-Page) {
      set obj.http.Content-Type = "text/plain; charset=utf-8";
      synthetic {"Service unavailable. See @site@/"};
    }
  }
  return(deliver);
}

sub vcl_deliver {
  if (resp.http.X-Maintenance-Down && !req.http.X-Maintenance-Page) {
    set req.http.X-Maintenance-Page = "@unavailable@";
    restart;
  }
#FASTLY deliver
  if (req.http.X-Maintenance-Page) {
    set resp.status = 503;
    if (req.http.X-Maintenance-Page == "@problem@" && !resp.http.X-Maintenance-Down) {
      set resp.http.Content-Type = "application/problem+json";
    }
    set resp.http.Retry-After = "@retry_after@";
    @retry_until@
    set resp.http.Cache-Control = "no-store";
    set resp.http.Vary = "Accept";
    set resp.http.X-Maintenance-Mode = "true";
    unset resp.http.X-Maintenance-Down;
    unset resp.http.ETag;
    unset resp.http.Last-Modified;
    unset resp.http.Accept-Ranges;
    unset resp.http.Expires;
    unset resp.http.Age;
  }
  return(deliver);
}
