/// The words that the cases share.
extension DoorCase {
    static let include = "include bearerd_guard_server.conf;"
    static let guarded = #"auth_request "/_bearerd/required"; include bearerd_guard.conf;"#
    /// An application that says `APPLICATION`, and whose token it is told.
    static let app = "proxy_pass http://application;"
    static let guardedRoot = "\(include)\nlocation / { \(guarded) \(app) }"
    /// An open location that nginx leads to.
    static let backup = "location @backup { \(app) }"

    static let leadsOut = "which is open, before bearerd is asked"
    static let isWithin = "is open to requests of a guarded location: it is within"
    static let isChosen = "is open to requests of a guarded location: nginx chooses it before"
    static let answers = "return answers before bearerd is asked"

    static let all =
        plain + expressions + nested + rewrites + errorPages + serverErrorPages + ownAnswers + redirects + guards
        + neighbours

    private static let plain = [
        DoorCase("everything guarded", .closed, guardedRoot),
        DoorCase(
            "an exact exception",
            .closed,
            requests: ["/x", "/health/", "/HEALTH", "/health%2f"],
            "\(guardedRoot) location = /health { \(app) }"
        ),
        DoorCase("a longer exception", .closed, "\(guardedRoot) location /public/ { \(app) }"),
        DoorCase(
            "a guarded folder, and the rest left to the server itself",
            .closed,
            requests: ["/reports/x"],
            doors: ["(no location)": "/file.txt"],
            "\(include) root @FOLDER@/files; location /reports/ { \(guarded) \(app) }"
        ),
        DoorCase("a location that refuses everybody", .closed, "\(guardedRoot) location /a/ { deny all; \(app) }"),
        DoorCase(
            "a location that only nginx itself goes to",
            .closed,
            requests: ["/x", "/files/file.txt"],
            "\(guardedRoot) location /files/ { internal; alias @FOLDER@/files/; }"
        ),
        DoorCase(
            "files by another name",
            .closed,
            requests: ["/files/file.txt"],
            "\(include) location /files/ { \(guarded) alias @FOLDER@/files/; } location / { return 404; }"
        ),
        DoorCase(
            "odd targets, absolute ones, and headers that are too long",
            .closed,
            requests: ["http://api.example.com?x=1", "http://api.example.com/x", "/..%2fx", "//x", .headersTooLong],
            guardedRoot
        ),
    ]

    private static let expressions = [
        DoorCase(
            "an expression beside a guarded prefix",
            .around(isChosen),
            requests: ["/x.php"],
            doors: [#"location ~ \.php$"#: "/x.php"],
            #"\#(guardedRoot) location ~ \.php$ { \#(app) }"#
        ),
        DoorCase(
            "an expression beside ^~",
            .closed,
            requests: ["/x.php"],
            unreachable: [#"location ~ \.php$"#],
            #"\#(include) location ^~ / { \#(guarded) \#(app) } location ~ \.php$ { \#(app) }"#
        ),
        DoorCase(
            "an expression that is meant",
            .meant,
            requests: ["/x.php"],
            doors: [#"location ~ \.php$"#: "/x.php"],
            #"\#(guardedRoot) location ~ \.php$ { auth_request off; \#(app) }"#
        ),
        DoorCase(
            "a guarded expression",
            .closed,
            requests: ["/x.php"],
            doors: [#"location ~ \.php$"#: "/x.php"],
            #"\#(guardedRoot) location ~ \.php$ { \#(guarded) \#(app) }"#
        ),
        DoorCase(
            "expressions that refuse everybody",
            .closed,
            requests: ["/.htaccess", "/.git/x"],
            doors: [#"location ~ /\.ht"#: "/.htaccess", #"location ~ /\.git"#: "/.git/x"],
            #"\#(guardedRoot) location ~ /\.ht { deny all; } location ~ /\.git { return 404; }"#
        ),
        DoorCase(
            "an expression for another folder",
            .closed,
            requests: ["/reports/x.png"],
            doors: [#"location ~ ^/static/.*\.png$"#: "/static/x.png", "(no location)": "/file.txt"],
            #"""
            \#(include) root @FOLDER@/files;
            location /reports/ { \#(guarded) \#(app) } location ~ ^/static/.*\.png$ { \#(app) }
            """#
        ),
        DoorCase(
            "an expression for the guarded folder",
            .around(isChosen),
            requests: ["/reports/x.png"],
            doors: [#"location ~ ^/reports/.*\.png$"#: "/reports/x.png"],
            #"""
            \#(include) location / { return 404; }
            location /reports/ { \#(guarded) \#(app) } location ~ ^/reports/.*\.png$ { \#(app) }
            """#
        ),
        DoorCase(
            "an expression within a longer exception",
            .closed,
            doors: ["location ~ ^/static/.*z$": "/static/xz"],
            "\(guardedRoot) location /static/ { \(app) } location ~ ^/static/.*z$ { \(app) }"
        ),
        DoorCase(
            "an expression in another letter case",
            .around(isChosen),
            requests: ["/reports/x"],
            doors: ["location ~* ^/REPORTS/": "/Reports/x"],
            "\(include) location / { return 404; } location /reports/ { \(guarded) \(app) } location ~* ^/REPORTS/ { \(app) }"
        ),
        DoorCase(
            "an open expression before a guarded one",
            .around(isChosen),
            requests: ["/reports/x.png"],
            doors: [#"location ~ \.png$"#: "/x.png", "location ~ ^/reports/": "/reports/x"],
            #"""
            \#(include) location / { return 404; }
            location ~ \.png$ { \#(app) } location ~ ^/reports/ { \#(guarded) \#(app) }
            """#
        ),
        DoorCase(
            "an open expression behind a guarded one",
            .closed,
            requests: ["/reports/x.png"],
            doors: [#"location ~ \.png$"#: "/x.png", "location ~ ^/reports/": "/reports/x"],
            #"""
            \#(include) location / { return 404; }
            location ~ ^/reports/ { \#(guarded) \#(app) } location ~ \.png$ { \#(app) }
            """#
        ),
        DoorCase(
            "expressions that end differently",
            .closed,
            requests: ["/x.php"],
            doors: [#"location ~ \.(css|js)$"#: "/x.js", #"location ~ \.php$"#: "/x.php"],
            #"""
            \#(include) location / { return 404; }
            location ~ \.(css|js)$ { \#(app) } location ~ \.php$ { \#(guarded) \#(app) }
            """#
        ),
        DoorCase(
            "^~ before a guarded expression",
            .around(isChosen),
            requests: ["/static/x.php"],
            doors: [#"location ~ \.php$"#: "/x.php"],
            #"""
            \#(include) location / { return 404; }
            location ^~ /static/ { \#(app) } location ~ \.php$ { \#(guarded) \#(app) }
            """#
        ),
        DoorCase(
            "an exact exception from a guarded expression",
            .closed,
            requests: ["/x.php"],
            doors: [#"location ~ \.php$"#: "/x.php"],
            #"""
            \#(include) location / { return 404; }
            location = /open.php { \#(app) } location ~ \.php$ { \#(guarded) \#(app) }
            """#
        ),
        DoorCase(
            "an expression before a guarded prefix within a prefix",
            .around(isChosen),
            requests: ["/a/b/x.php"],
            doors: [#"location ~ \.php$"#: "/x.php", "location /a/ > location ^~ /a/b/": "/a/b/x"],
            #"""
            \#(include) location / { return 404; }
            location /a/ { \#(app) location ^~ /a/b/ { \#(guarded) \#(app) } } location ~ \.php$ { \#(app) }
            """#
        ),
        DoorCase(
            "an expression within a prefix before a guarded one beside it",
            .around(isChosen),
            requests: ["/a/x.php"],
            doors: [#"location ~ \.php$"#: "/x.php", #"location /a/ > location ~ php$"#: "/a/xphp"],
            #"""
            \#(include) location / { return 404; }
            location /a/ { \#(app) location ~ php$ { \#(app) } } location ~ \.php$ { \#(guarded) \#(app) }
            """#
        ),
    ]

    private static let nested = [
        DoorCase(
            "a location within a guarded one",
            .refused("bearerd refuses every request"),
            requests: ["/a/x"],
            "\(include) location / { \(guarded) \(app) location /a/ { \(app) } }"
        ),
        DoorCase(
            "auth_request off within a guarded location",
            .meant,
            requests: ["/a/x"],
            "\(include) location / { \(guarded) \(app) location /a/ { auth_request off; \(app) } }"
        ),
        DoorCase(
            "auth_request off inherited within a guarded location",
            .around(isWithin),
            requests: ["/a/b/x"],
            """
            \(include) location / { \(guarded) \(app)
                location /a/ { auth_request off; \(app) location /a/b/ { \(app) } }
            }
            """
        ),
        DoorCase(
            "auth_request off in a file that is included",
            .around(isWithin),
            requests: ["/a/x"],
            "\(include) location / { \(guarded) \(app) location /a/ { include @FOLDER@/off.conf; \(app) } }"
        ),
        DoorCase(
            "an expression within a guarded location",
            .refused("bearerd refuses every request"),
            requests: ["/x.php"],
            doors: [#"location / > location ~ \.php$"#: "/x.php"],
            #"\#(include) location / { \#(guarded) \#(app) location ~ \.php$ { \#(app) } }"#
        ),
        DoorCase(
            "a location that drops the guard's fields",
            .refused("drops what bearerd_guard.conf sets"),
            requests: ["/a/x"],
            "\(include) location / { \(guarded) \(app) location /a/ { proxy_set_header Host a; \(app) } }"
        ),
        DoorCase(
            "a guarded location within a guarded one",
            .closed,
            requests: ["/a/x"],
            "\(include) location / { \(guarded) \(app) location /a/ { \(guarded) \(app) } }"
        ),
        DoorCase("a guarded server", .closed, "\(include) \(guarded) location / { \(app) }"),
        DoorCase(
            "an exception within a guarded server",
            .meant,
            requests: ["/x", "/a/x"],
            "\(include) \(guarded) location / { \(app) } location /a/ { auth_request off; \(app) }"
        ),
        DoorCase(
            "an application in a condition",
            .closed,
            requests: ["/x?a=1"],
            doors: ["location / > if ($arg_a)": "/x?a=1"],
            "\(include) location / { \(guarded) if ($arg_a) { \(app) } return 404; }"
        ),
        DoorCase(
            "another application for some methods",
            .refused("bearerd refuses every request"),
            requests: ["/x", DoorRequest("POST", "/x")],
            doors: ["location / > limit_except GET": DoorRequest("POST", "/x")],
            "\(include) location / { \(guarded) \(app) limit_except GET { \(app) } }"
        ),
        DoorCase(
            "some methods refused",
            .closed,
            requests: ["/x", DoorRequest("POST", "/x")],
            "\(include) location / { \(guarded) \(app) limit_except GET { deny all; } }"
        ),
    ]
}
