vcl 4.1;
# Varnish 7.1 and later: the 503 page of @site@ in front of @upstream@.
#
# Install  the pages in @bodies@ (sitegen edge pull), the folder of the flag,
#          this as /etc/varnish/default.vcl, and varnishd (systemctl edit --full varnish) with -a :80 and
#          -p pipe_timeout=@tunnel_timeout@ -p timeout_idle=@idle@ -p http_gzip_support=off -p http_range_support=off
#          -p backend_remote_error_holddown=0 -p backend_local_error_holddown=0 -p http_max_hdr=256
#          -p http_req_hdr_len=48k -p http_req_size=64k -p http_resp_hdr_len=48k -p http_resp_size=64k
#          -p workspace_client=256k -p workspace_backend=256k
@start@
# On       touch "@flag@"
# Off      rm -f "@flag@"
# Check    curl -i -X POST http://localhost/any/path
#          Varnish reads a page once, when it first needs it: restart it before a window with a new page.
@notes@
import std;
backend product {
    .host = "@upstream_host@";
    .port = "@upstream_port@";
    .connect_timeout = @connect@s;
    .first_byte_timeout = @timeout@s;
    .between_bytes_timeout = @timeout@s;
}
@allowed@
sub vcl_recv {
    set sess.timeout_idle = 5s; # Between requests; for the first one, and within a body, it is that of -p.
    set sess.send_timeout = 365d; set sess.idle_send_timeout = @timeout@s;
    # Set anew, or it would be lost where Connection names it: the cache would mix up answers for HTTP and HTTPS.
    set req.http.X-Forwarded-Proto = regsub(req.http.X-Forwarded-Proto, "^$", "http");
    if (std.file_exists("@flag@")) {
        std.collect(req.http.Cookie, "; ");
        if (req.url ~ "@paths@") { return (pass); }
        @closed@
    }
    # Tunnels, such as WebSockets; but not h2c, in which requests would bypass the page.
    if (req.http.Connection ~ "(?i)upgrade" && req.http.Upgrade && req.http.Upgrade !~ "(?i)h2c") { return (pipe); }
    if (req.method != "GET" || req.http.Content-Length || req.http.Transfer-Encoding || req.http.Range ||
        req.http.If-None-Match || req.http.If-Modified-Since || req.http.If-Match || req.http.If-Unmodified-Since ||
        req.http.Authorization || req.http.Cookie || req.http.Cache-Control || std.file_exists("@flag@")) { return (pass); }
    set req.hash_ignore_busy = true; # No request waits for the answer to another.
    return (hash);
}
sub vcl_hash { hash_data(req.http.X-Forwarded-Proto); }
# An application that declines closes the connection, too: further requests in it would bypass the page.
sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade; set bereq.http.Connection = "close, Upgrade";
}
# A reused connection might be closed just then.
sub vcl_backend_fetch { set bereq.http.Connection = "close"; return (fetch); }
# Only what the application allows is cached, and no longer.
sub vcl_backend_response {
    set beresp.filters = ""; set beresp.grace = 0s;
    if (beresp.http.Cache-Control !~ "(?i)(max-age|s-maxage)=" && !beresp.http.Expires) { return (pass(120s)); }
}
# Four digits, of which three are sent: 1503 is on, 2503 down, 2504 slow, by how long it took (or a moment less).
sub vcl_backend_error {
    if (now - bereq.time >= @slow@s) { set beresp.status = 2504; } else { set beresp.status = 2503; }
    set beresp.uncacheable = true; return (deliver);
}
sub vcl_deliver {
    # Conditions are left to the application.
    unset req.http.If-None-Match; unset req.http.If-Modified-Since;
    if (resp.status > 999) { return (synth(resp.status)); }
}
sub vcl_synth {
    set resp.http.Cache-Control = "no-store"; set resp.http.Access-Control-Allow-Origin = "*";
    if (resp.status != 2504) { set resp.http.X-Maintenance-Mode = "true"; }
    if (resp.status != 2504 && req.method == "OPTIONS" && req.http.Access-Control-Request-Method) {
        # Wildcards exclude requests with cookies: the application has not been asked about those.
        set resp.http.Access-Control-Allow-Methods = "*";
        set resp.http.Access-Control-Allow-Headers = "*, Authorization";
        set resp.http.Access-Control-Max-Age = "0"; set resp.status = 204; return (deliver);
    }
    set resp.http.Vary = "Accept, Accept-Encoding, Origin"; set resp.http.Access-Control-Allow-Credentials = "true";
    set resp.http.Access-Control-Expose-Headers = "Retry-After, X-Maintenance-Mode";
    if (req.http.Origin) { set resp.http.Access-Control-Allow-Origin = req.http.Origin; }
    std.collect(req.http.Accept); # Of a long one its beginning counts, for patterns have limits.
    set req.http.Accept = @accept@;
    if (resp.status == 2504) {
        set resp.http.Content-Type = "text/plain; charset=utf-8";
        synthetic({"@late@
"});
    } else if (req.http.Content-Type ~ "(?i)^application/grpc([+; ]|$)") {
        set resp.http.Content-Type = "application/grpc"; set resp.http.grpc-status = "14";
        set resp.http.grpc-message = "Service unavailable. See @site@/";
        set resp.status = 200; return (deliver);
    } else if (std.fileread("@problem@") && @json@) {
        set resp.http.Content-Type = "application/problem+json";
        synthetic(std.fileread("@problem@"));
    } else {
        set resp.http.Content-Type = "text/html; charset=utf-8";
        @page@
    }
    # Unknown: whether an application that is down received the request. An unsafe one must not be repeated.
    if (resp.status == 1503 || (resp.status != 2504 && req.method ~ "^(GET|HEAD|OPTIONS|TRACE)$")) {
        set resp.http.Retry-After = "@retry_after@";
        @retry_until@
    }
    if (resp.status == 2504) { set resp.status = 504; return (deliver); }
    set resp.status = 503; set resp.http.Content-Security-Policy = "@policy@";
    return (deliver);
}
