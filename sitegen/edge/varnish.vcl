vcl 4.1;
# Varnish 7 and later: the 503 page of @site@ in front of @upstream@.
#
# Install  the pages in @bodies@ (sitegen edge pull), the folder of the flag,
#          this as /etc/varnish/default.vcl, then varnishreload.
#          The address to listen on is an option of varnishd: -a :80.
# On       touch "@flag@"
# Off      rm -f "@flag@"
# Check    curl -i -X POST http://localhost/any/path
#          Varnish reads a page only once, when it first needs it: restart it, which empties its cache,
#          before a window with a new page.
@notes@

import std;

backend product {
    .host = "@upstream_host@";
    .port = "@upstream_port@";
}

@allowed@
sub vcl_recv {
    unset req.http.X-Maintenance-Page;
    if (std.file_exists("@flag@")@passes@) {
        set req.http.X-Maintenance-Page = "on";
        return (synth(503));
    }
}

# The application does not answer; its own responses are not changed.
sub vcl_backend_error {
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.uncacheable = true;
    set beresp.http.X-Maintenance-Down = "true";
    return (deliver);
}

sub vcl_backend_response {
    unset beresp.http.X-Maintenance-Down;
}

sub vcl_deliver {
    if (resp.http.X-Maintenance-Down) {
        return (synth(503));
    }
}

sub vcl_synth {
    if (resp.status == 503) {
        set resp.http.Retry-After = "@retry_after@";
        @retry_until@
        set resp.http.Cache-Control = "no-store";
        set resp.http.Vary = "Accept";
        set resp.http.X-Maintenance-Mode = "true";
        if (@json@) {
            set resp.http.Content-Type = "application/problem+json";
            synthetic(std.fileread("@problem@"));
        } else if (req.http.X-Maintenance-Page) {
            set resp.http.Content-Type = "text/html; charset=utf-8";
            synthetic(std.fileread("@page@"));
        } else {
            set resp.http.Content-Type = "text/html; charset=utf-8";
            synthetic(std.fileread("@unavailable@"));
        }
        return (deliver);
    }
}
