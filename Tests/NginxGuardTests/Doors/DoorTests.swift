import ResourceServerTestSupport
import Testing

@testable import NginxGuard

@Suite("Doors, and ways around them")
struct DoorTests {
    private static let question = """
        location ^~ /_bearerd/ {
            internal; error_page 400 500 502 503 504 =403 @down; fastcgi_param BEARERD_POLICY $uri; fastcgi_pass bearerd;
        }
        location @bearerd_refusal { internal; fastcgi_param BEARERD_REFUSAL $bearerd_refusal; fastcgi_pass bearerd; }
        """
    private static let guarded = """
        auth_request /_bearerd/all=a; auth_request_set $bearerd_refusal $x; error_page 403 = @bearerd_refusal;
        """

    private func check(_ text: String) -> GuardCheck {
        let filled = text.replacing("@GUARD@", with: Self.guarded.replacing("\n", with: " "))
            .replacing("@QUESTION@", with: Self.question.replacing("\n", with: " "))
        return GuardCheck(Array(filled.utf8))
    }

    @Test("a door is listed with its server, its location, its verdict and why")
    func lines() {
        let text = """
            http {
             server {
              listen 443 ssl; listen [::]:443 ssl; server_name a.example b.example; @QUESTION@
              location / { @GUARD@ proxy_pass http://app; location ~ "x y" { if ($a = "") { return 200; } } }
              location = /open { root /files; } location /own { auth_request /mine; } location /no { deny all; }
              location /off { auth_request off; } location /bad { auth_request /_bearerd/=; }
             }
             server { listen unix:/s; root /var/www; }
             server { return 301 /; location / { } }
            }
            stream { server { listen 9000; proxy_pass app:80; } }
            """
        let doors = check(text).doors.filter { $0.verdict != .bearerd }
        let server = "*:443,[::]:443 a.example,b.example"
        #expect(
            doors.map { [$0.server, $0.location, $0.verdict.text, $0.reason] } == [
                [server, "location /", "all=a", "proxy_pass http://app (line 4)"],
                [server, "location / > location ~ \"x y\"", "all=a", "auth_request from line 4 (line 4)"],
                [
                    server, "location / > location ~ \"x y\" > if ($a = \"\" )", "OPEN", "return 200 (line 4)",
                ],
                [server, "location = /open", "OPEN", "no auth_request, root /files (line 5)"],
                [server, "location /own", "OPEN", "auth_request /mine (line 5)"],
                [server, "location /no", "closed", "deny all (line 5)"],
                [server, "location /off", "OPEN", "auth_request off (line 6)"],
                [server, "location /bad", "closed", "auth_request /_bearerd/= (line 6)"],
                ["unix:/s (no name)", "(no location)", "OPEN", "no auth_request, root /var/www (line 8)"],
                ["*:80 (no name)", "(no location)", "OPEN", "return 301 / (line 9)"],
                ["stream *:9000", "(no location)", "OPEN", "proxy_pass app:80 (line 11)"],
            ]
        )
    }

    @Test(
        "what leads out of a guarded location before it is judged is found",
        arguments: [
            ("post_action @open;", 1), ("limit_conn z 1; error_page 503 @open;", 1),
            ("limit_req zone=z; limit_req_status 429; error_page 429 @open;", 1),
            ("limit_req zone=z; limit_req_status 429; error_page 503 @open;", 0),
            ("internal; error_page 404 @open;", 1), ("error_page 404 @open;", 0),
            ("error_page 413 @closed; error_page 413 @open;", 0), ("error_page 413 @open; error_page 413 @closed;", 1),
            ("error_page 413 @open; client_max_body_size 0;", 0), ("auth_basic off; error_page 401 @open;", 0),
            ("rewrite ^ /open last;", 1), ("rewrite ^ https://a/ last;", 0), ("try_files $uri @open;", 0),
            ("if ($a) { return 500 text; } error_page 500 @open;", 0),
            ("if ($a) { return 500; } error_page 500 @open;", 2),
        ]
    )
    func waysOut(directives: String, count: Int) {
        let found = check(
            """
            server { @QUESTION@
             location / {
              @GUARD@
              \(directives)
             }
             location @open { } location = /open { } location @closed { return 404; } location @down { return 403; }
            }
            """
        ).findings
        #expect(found.count == count, "\(found)")
        #expect(found.allSatisfy { $0.line == 4 && $0.description.contains(" leads from location / ") })
    }

    @Test("a location that is only observed is listed as that")
    func observedDoor() {
        let text = """
            server { listen 80; server_name a; @QUESTION@ auth_request /_bearerd/observe; auth_request_set $bearerd_refusal $x;
             location / { proxy_pass http://app; }
             location /b { auth_request "/_bearerd/all=a b;observe"; auth_request_set $bearerd_refusal $x; root /b; }
            }
            """
        let found = check(text)
        let doors = found.doors.filter { $0.verdict != .bearerd }
        #expect(
            doors.map { [$0.location, $0.verdict.text, $0.reason] } == [
                [
                    "location /", "OBSERVED", "judged under observe, and then open, proxy_pass http://app (line 2)",
                ],
                ["location /b", "OBSERVED", "judged under all=a b;observe, and then open, root /b (line 3)"],
            ]
        )
        #expect(found.observedBlocks == 2)
        #expect(found.findings.filter { $0.line > 1 } == [])
    }

    @Test(
        "a location that is only observed is open to what another guards, unless its own line says so",
        arguments: [
            // The policy is said in the location itself.
            ("", "auth_request /_bearerd/observe; auth_request_set $bearerd_refusal $x;", 0),
            // It is inherited.
            ("auth_request /_bearerd/observe; auth_request_set $bearerd_refusal $x;", "", 1),
            ("auth_request /_bearerd/all=a; auth_request_set $bearerd_refusal $x;", "", 0),
            ("", "auth_request off;", 0), ("", "", 1),
        ]
    )
    func observedWay(server: String, location: String, count: Int) {
        for way in ["location ~ \\.php$ { \(location) }", "location @x { \(location) }"] {
            let found = check(
                """
                server { \(server) @QUESTION@
                 location / { @GUARD@ error_page 413 @x; }
                 \(way)
                 location @down { return 403; }
                 location = /y { return 404; }
                }
                """
            ).findings.filter { $0.line > 1 }
            #expect(found.count == count, "\(way) \(found)")
        }
    }

    @Test("what leads around a location that is only observed is found before it is guarded")
    func aroundObserved() {
        let guarded =
            "auth_request /_bearerd/observe; auth_request_set $bearerd_refusal $x; error_page 403 = @bearerd_refusal;"
        let text = """
            server { @QUESTION@
             location / { \(guarded) error_page 413 @open; }
             location ~ x { \(guarded) rewrite ^ /y last; }
             location @open { } location @down { return 403; }
            }
            """
        #expect(check(text).findings.map(\.line) == [2])
    }

    @Test("the same application behind an open server is found, however it is called")
    func sameApplication() {
        let addresses = [
            "http://app", "https://app/x", "http://localhost:3000", "http://unix:/run/app.sock:/x", "grpc://app",
        ]
        for address in addresses {
            let text = """
                http {
                upstream app { server 127.0.0.1:3000; server unix:/run/app.sock; }
                server { server_name a; @QUESTION@ location / { @GUARD@ proxy_pass http://app; } }
                server { server_name b;
                location / { proxy_pass \(address); } }
                }
                """
            #expect(check(text).findings.map(\.line) == [5], "\(address)")
            let others = ["http://app2", "http://127.0.0.1", "http://$app"]
            for other in others { #expect(check(text.replacing(address + ";", with: other + ";")).findings.count <= 1) }
            for closed in ["allow 10.0.0.0/8; deny all;", "deny all;", "auth_request off;"] {
                #expect(
                    check(text.replacing("/ { proxy_pass \(address)", with: "/ { \(closed) proxy_pass \(address)"))
                        .findings == []
                )
            }
        }
    }

    @Test("more locations than can be held against each other are a mistake, and thousands are not")
    func many() {
        func text(_ count: Int) -> String {
            let locations = (0..<count).map { "location ~ ^/a\($0)/ { @GUARD@ }\nlocation /b\($0) { }\n" }
            return "server { @QUESTION@ \(locations.joined()) }"
        }
        #expect(check(text(250)).findings == [])
        #expect(check(text(1_001)).findings.map(\.description) == ["more than 2000 locations are not looked through"])
    }

    @Test(
        "a field that the application takes for the guard's is found",
        arguments: [
            ("proxy_set_header Auth-Subject a;", true), ("proxy_set_header auth_subject $http_a;", true),
            ("proxy_set_header Auth_Subject \"\";", false),
            ("proxy_set_header Auth-Subject $bearerd_auth_subject;", false),
            ("proxy_set_header X-Auth-Subject a;", false), ("fastcgi_param HTTP_AUTH_SUBJECT a;", true),
            ("fastcgi_param AUTH_SUBJECT a;", false), ("grpc_set_header Auth-Claims a;", true),
        ]
    )
    func doubled(directive: String, isFound: Bool) {
        let found = check("server { @QUESTION@ location / { @GUARD@\n\(directive)\n} location @down { return 403; } }")
            .findings
        #expect(found.map(\.line) == (isFound ? [2] : []))
    }
}
