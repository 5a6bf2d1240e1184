extension DoorCase {
    static let ownAnswers = [
        DoorCase("a return", .around(answers), "\(include) location / { \(guarded) return 200 APPLICATION; }"),
        DoorCase(
            "a return in a condition",
            .around(answers),
            requests: ["/x?a=1"],
            doors: ["location / > if ($arg_a)": "/x?a=1"],
            "\(include) location / { \(guarded) if ($arg_a) { return 200 APPLICATION; } \(app) }"
        ),
        DoorCase("a return that refuses", .closed, "\(include) location / { \(guarded) return 404; \(app) }"),
        DoorCase(
            "a server that answers by itself",
            .meant,
            doors: ["(no location)": "/x"],
            "return 200 APPLICATION;"
        ),
        DoorCase(
            "whoever comes from here",
            .around("satisfy any lets through"),
            "\(include) location / { \(guarded) satisfy any; allow 127.0.0.1; deny all; \(app) }"
        ),
        DoorCase(
            "whoever comes from here, to the whole server",
            .around("satisfy any lets through"),
            "\(include) satisfy any; allow 127.0.0.1; deny all; location / { \(guarded) \(app) }"
        ),
        DoorCase(
            "whoever comes from here and has a token",
            .closed,
            "\(include) satisfy any; allow 127.0.0.1; deny all; location / { \(guarded) satisfy all; \(app) }"
        ),
        DoorCase(
            "an application that a map chooses",
            .closed,
            http: "map $arg_a $application@N@ { default application; b elsewhere; }",
            "\(include) location / { \(guarded) proxy_pass http://$application@N@; }"
        ),
    ]

    static let guards = [
        DoorCase(
            "a variable in a policy",
            .refused("cannot be read: nginx replaces no variable"),
            "\(include) location / { auth_request /_bearerd/all=$arg_x; include bearerd_guard.conf; \(app) }"
        ),
        DoorCase(
            "a policy that is none",
            .refused("the policy cannot be read: there is no part al"),
            "\(include) location / { auth_request /_bearerd/al=x; include bearerd_guard.conf; \(app) }"
        ),
        DoorCase(
            "no include in the server",
            .refused("include bearerd_guard_server.conf; is missing"),
            http: """
                server { listen 127.0.0.1:@PORT@; server_name other; \(include) location / { return 404; } }
                """,
            "server_name api.example.com; location / { \(guarded) \(app) }"
        ),
        DoorCase(
            "no include in the location",
            .refused("include bearerd_guard.conf; is missing"),
            "\(include) location / { auth_request /_bearerd/required; \(app) }"
        ),
        DoorCase(
            "an auth_request of one's own",
            .meant,
            "location / { auth_request /own; \(app) } location = /own { internal; return 204; }"
        ),
        DoorCase(
            "an own location in the place of bearerd's",
            .around("bearerd is not asked here"),
            """
            set $bearerd_guarded 1; location @bearerd_refusal { return 403; }
            location ^~ /_bearerd/ { internal; return 204; } location / { \(guarded) \(app) }
            """
        ),
        DoorCase(
            "an exact location before bearerd's",
            .around("bearerd is not asked here"),
            "\(guardedRoot) location = /_bearerd/required { internal; \(app) }"
        ),
        DoorCase(
            "a field of one's own for what the guard says",
            .forged("Auth-Subject is what bearerd_guard.conf tells the application"),
            "\(include) location / { proxy_set_header Auth-Subject $http_x_user; \(guarded) \(app) }"
        ),
    ]

    static let neighbours = [
        DoorCase(
            "an unguarded server of the same name before the guarded one",
            .around("nginx never uses this guarded server"),
            http: "server { listen 127.0.0.1:@PORT@; server_name api.example.com; location / { \(app) } }",
            "server_name api.example.com; \(guardedRoot)"
        ),
        DoorCase(
            "an unguarded server for other names of the same application",
            .around("which is guarded; guard it"),
            requests: [.forOtherHost],
            http: "server { listen 127.0.0.1:@PORT@ default_server; server_name other; location / { \(app) } }",
            "server_name api.example.com; \(guardedRoot)"
        ),
        DoorCase(
            "a server for other names of the same application that is meant",
            .meant,
            requests: [.forOtherHost],
            http: """
                server {
                    listen 127.0.0.1:@PORT@ default_server; server_name other;
                    location / { auth_request off; \(app) }
                }
                """,
            "server_name api.example.com; \(guardedRoot)"
        ),
        DoorCase(
            "an unguarded server for one URI of the same application",
            .closed,
            requests: ["/x", "/health"],
            http: """
                server {
                    listen 127.0.0.1:@PORT@; server_name other;
                    location / { return 404; } location = /health { proxy_pass http://application/health; }
                }
                """,
            "server_name api.example.com; \(guardedRoot)"
        ),
        DoorCase(
            "an unguarded server of another application",
            .closed,
            http: "server { listen 127.0.0.1:@PORT@; server_name other; location / { return 200 APPLICATION; } }",
            "server_name api.example.com; \(guardedRoot)"
        ),
    ]
}
