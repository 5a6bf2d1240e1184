extension DoorCase {
    static let rewrites = [
        DoorCase(
            "a rewrite to an open location",
            .around(leadsOut),
            requests: ["/old/x"],
            "\(include) location / { \(guarded) \(app) rewrite ^/old/(.*)$ /new/$1 last; } location /new/ { \(app) }"
        ),
        DoorCase(
            "a rewrite without a flag",
            .around(leadsOut),
            requests: ["/old/x"],
            "\(include) location / { \(guarded) \(app) rewrite ^/old/(.*)$ /new/$1; } location /new/ { \(app) }"
        ),
        DoorCase(
            "a rewrite in a condition",
            .around(leadsOut),
            requests: ["/x?a=1"],
            "\(include) location / { \(guarded) \(app) if ($arg_a) { rewrite ^ /new/ last; } } location /new/ { \(app) }"
        ),
        DoorCase(
            "a rewrite to nobody knows where",
            .around(leadsOut),
            requests: ["/v1/health"],
            """
            \(include) location / { return 404; }
            location /v1/ { \(guarded) \(app) rewrite ^/v1(/.*)$ $1 last; } location = /health { \(app) }
            """
        ),
        DoorCase(
            "a rewrite to a location that only nginx itself goes to",
            .around(leadsOut),
            requests: ["/old/x"],
            """
            \(include) location / { \(guarded) \(app) rewrite ^/old/(.*)$ /new/$1 last; }
            location /new/ { internal; \(app) }
            """
        ),
        DoorCase(
            "a rewrite that is meant",
            .meant,
            requests: ["/old/x"],
            """
            \(include) location / { \(guarded) \(app) rewrite ^/old/(.*)$ /new/$1 last; }
            location /new/ { auth_request off; \(app) }
            """
        ),
        DoorCase(
            "a rewrite that is meant, and leads on",
            .around(leadsOut),
            requests: ["/old/x"],
            """
            \(include) location / { \(guarded) \(app) rewrite ^/old/(.*)$ /new/$1 last; }
            location /new/ { auth_request off; root @FOLDER@/none; try_files $uri @backup; } \(backup)
            """
        ),
        DoorCase(
            "a rewrite to a guarded location",
            .closed,
            requests: ["/old/x"],
            """
            \(include) location / { \(guarded) \(app) rewrite ^/old/(.*)$ /new/$1 last; }
            location /new/ { \(guarded) \(app) } location /open/ { \(app) }
            """
        ),
        DoorCase(
            "a rewrite within its location",
            .closed,
            requests: ["/old/x"],
            "\(include) location / { \(guarded) rewrite ^/old/(.*)$ /new/$1 break; \(app) } location /new/ { \(app) }"
        ),
        DoorCase(
            "a rewrite that the client is sent to",
            .closed,
            requests: ["/old/x"],
            "\(include) location / { \(guarded) \(app) rewrite ^/old/(.*)$ /new/$1 permanent; } location /new/ { \(app) }"
        ),
        DoorCase(
            "a rewrite in the server block",
            .around(leadsOut),
            requests: ["/old/x"],
            "\(guardedRoot) rewrite ^/old/(.*)$ /new/$1; location /new/ { \(app) }"
        ),
        DoorCase(
            "a rewrite of what bearerd is asked",
            .around("also rewrites what bearerd is asked"),
            "\(include) rewrite ^(.*)$ /index.php; location / { \(guarded) \(app) }"
        ),
        DoorCase(
            "a rewrite of what bearerd is asked, in a condition",
            .around("also rewrites what bearerd is asked"),
            "\(include) if ($request_method = GET) { rewrite ^ /index.php; } location / { \(guarded) \(app) }"
        ),
    ]

    static let redirects = [
        DoorCase(
            "files, and an open location for what is none of them",
            .closed,
            "\(include) location / { \(guarded) root @FOLDER@/files; try_files $uri @backup; } \(backup)"
        ),
        DoorCase(
            "files, and an open URI for what is none of them",
            .closed,
            "\(include) location / { \(guarded) root @FOLDER@/files; try_files $uri /index; } location = /index { \(app) }"
        ),
        DoorCase(
            "open files, and a guarded application for what is none of them",
            .closed,
            requests: ["/x"],
            doors: ["location /": "/file.txt"],
            """
            \(include) location / { root @FOLDER@/files; try_files $uri @guarded; }
            location @guarded { \(guarded) \(app) }
            """
        ),
        DoorCase(
            "a file for a folder",
            .closed,
            requests: ["/", "/folder/", "/folder"],
            "\(include) root @FOLDER@/files; location / { \(guarded) index file.txt; }"
        ),
        DoorCase(
            "requests that are mirrored",
            .closed,
            "\(include) location / { \(guarded) \(app) mirror /mirror; } location = /mirror { internal; \(app) }"
        ),
        DoorCase(
            "a named location that nothing leads to",
            .closed,
            requests: [.tooLong, "/@backup"],
            "\(guardedRoot) \(backup)"
        ),
    ]
}
