extension DoorCase {
    static let errorPages = [
        DoorCase(
            "a page for failures behind the include",
            .closed,
            requests: ["/x", .headersTooLong, "http://api.example.com?x=1"],
            "\(include) location / { \(guarded) error_page 500 502 503 504 = @backup; \(app) } \(backup)"
        ),
        DoorCase(
            "a page for failures before the include",
            .closed,
            requests: ["/x", .headersTooLong, "http://api.example.com?x=1"],
            "\(include) location / { error_page 500 502 503 504 = @backup; \(guarded) \(app) } \(backup)"
        ),
        DoorCase(
            "a page for failures, and an old include in the server",
            .aroundWithoutBearerd(leadsOut),
            "@OLD@ location / { \(guarded) error_page 500 502 503 504 = @backup; \(app) } \(backup)"
        ),
        DoorCase(
            "an old include in the server",
            .refused("bearerd_guard_server.conf is an old one"),
            "@OLD@ location / { \(guarded) \(app) }"
        ),
        DoorCase(
            "a page for content that is too long",
            .around(leadsOut),
            requests: [.tooLong],
            "\(include) location / { \(guarded) error_page 413 = @backup; \(app) } \(backup)"
        ),
        DoorCase(
            "a page for content that is never too long",
            .closed,
            requests: [.tooLong],
            """
            \(include) client_max_body_size 0; client_body_timeout 200ms;
            location / { \(guarded) error_page 413 = @backup; \(app) } \(backup)
            """
        ),
        DoorCase(
            "a page that is meant",
            .meant,
            requests: [.tooLong],
            "\(include) location / { \(guarded) error_page 413 = @backup; \(app) } location @backup { auth_request off; \(app) }"
        ),
        DoorCase(
            "a page that is guarded",
            .closed,
            requests: [.tooLong],
            "\(include) location / { \(guarded) error_page 413 = @page; \(app) } location @page { \(guarded) \(app) }"
        ),
        DoorCase(
            "a page elsewhere",
            .closed,
            requests: [.tooLong],
            "\(include) location / { \(guarded) error_page 413 =302 https://www.example.com/; \(app) }"
        ),
        DoorCase(
            "a page at a URI",
            .around(leadsOut),
            requests: [.tooLong],
            "\(include) location / { \(guarded) error_page 413 =200 /sorry; \(app) } location = /sorry { \(app) }"
        ),
        DoorCase(
            "a page for what the application does not have",
            .closed,
            "\(include) location / { \(guarded) root @FOLDER@/files; error_page 404 = @backup; } \(backup)"
        ),
        DoorCase(
            "a page for the application's own errors",
            .closed,
            """
            \(include) location / { \(guarded) proxy_intercept_errors on; error_page 404 500 =200 @backup; \(app) }
            \(backup)
            """
        ),
        DoorCase(
            "a page for refusals before the include",
            .around(leadsOut),
            "\(include) location / { error_page 403 = @backup; \(guarded) \(app) } \(backup)"
        ),
        DoorCase(
            "a page for refusals behind the include",
            .closed,
            "\(include) location / { \(guarded) error_page 403 = @backup; \(app) } \(backup)"
        ),
        DoorCase(
            "a page for those without a password",
            .around(leadsOut),
            """
            \(include) location / {
                \(guarded) auth_basic a; auth_basic_user_file /dev/null; error_page 401 = @backup; \(app)
            }
            \(backup)
            """
        ),
        DoorCase(
            "a page for those who ask too often",
            .around(leadsOut),
            requests: ["/x", "/x", "/x"],
            http: "limit_req_zone $server_port zone=requests@N@:32k rate=1r/m;",
            "\(include) location / { \(guarded) limit_req zone=requests@N@; error_page 503 = @backup; \(app) } \(backup)"
        ),
        DoorCase(
            "a page for a return in a condition",
            .around(leadsOut),
            requests: ["/x?a=1"],
            """
            \(include) location / { \(guarded) if ($arg_a) { return 418; } error_page 418 = @backup; \(app) }
            \(backup)
            """
        ),
        DoorCase(
            "a page for the page's own error",
            .around(leadsOut),
            requests: [.tooLong],
            """
            \(include) recursive_error_pages on;
            location / { \(guarded) error_page 413 = @closed; \(app) }
            location @closed { return 404; error_page 404 = @backup; } \(backup)
            """
        ),
        DoorCase(
            "a page for the page's own error, which is not looked for",
            .closed,
            requests: [.tooLong],
            """
            \(include)
            location / { \(guarded) error_page 413 = @closed; \(app) }
            location @closed { return 404; error_page 404 = @backup; } \(backup)
            """
        ),
    ]

    static let serverErrorPages = [
        DoorCase(
            "a server's page for malformed requests",
            .around(leadsOut),
            requests: [.withoutHost],
            "\(guardedRoot) error_page 400 = @backup; \(backup)"
        ),
        DoorCase(
            "a server's page for refusals",
            .closed,
            requests: ["/x", "/a/..%2fx", "//x"],
            "\(guardedRoot) error_page 403 =200 @backup; \(backup)"
        ),
        DoorCase(
            "a server's page for TRACE",
            .around(leadsOut),
            requests: [DoorRequest("TRACE", "/x")],
            "\(guardedRoot) error_page 405 =200 /sorry; location = /sorry { \(app) }"
        ),
        DoorCase(
            "a server's page for TRACE that is the URI itself",
            .closed,
            requests: [DoorRequest("TRACE", "/x")],
            "\(guardedRoot) error_page 405 =200 $uri; location = /open { \(app) }"
        ),
        DoorCase(
            "a server's pages for failures and for what is not there",
            .closed,
            requests: ["/x", .headersTooLong],
            """
            \(guardedRoot) error_page 404 /404.html; error_page 500 502 503 504 /50x.html;
            location = /50x.html { \(app) } location = /404.html { return 404; }
            """
        ),
        DoorCase(
            "a server's page while it is being worked on",
            .around(leadsOut),
            requests: ["/x?a=1"],
            "\(guardedRoot) if ($arg_a) { return 503; } error_page 503 @backup; \(backup)"
        ),
        DoorCase(
            "a server's page while it is being worked on that is meant",
            .meant,
            requests: ["/x?a=1"],
            """
            \(guardedRoot) if ($arg_a) { return 503; }
            error_page 503 @page; location @page { auth_request off; \(app) }
            """
        ),
    ]
}
