import ResourceServerTestSupport
import TestSupport
import Testing

@testable import NginxGuard

@Suite("Mistakes in nginx files")
struct GuardCheckTests {
    private func findings(_ text: String) -> [GuardCheck.Finding] {
        GuardCheck(Array(text.utf8)).findings
    }

    private static func server(_ location: String, server: String = "include snippets/bearerd_guard_server.conf;")
        -> String
    {
        "server {\n\(server)\n location / {\n\(location)\n } }"
    }

    @Test(
        "what is right is found right",
        arguments: [
            server("auth_request \"/_bearerd/all=a b\"; include /etc/nginx/bearerd_guard.conf;"),
            server(
                "auth_request /_bearerd/required; auth_request_set $bearerd_refusal $upstream_http_x_bearerd_refusal;"
            ),
            server("auth_request off;"), server("auth_request /my/own;", server: ""),
            "location / { proxy_pass http://x; }",
            "auth_request \"/_bearerd/optional\";\ninclude bearerd_guard.conf;",
            server(
                "auth_request /_bearerd/required; include bearerd_guard.conf;",
                server: """
                    location ^~ /_bearerd/ {
                        internal;
                        error_page 400 500 502 503 504 =403 @down;
                        fastcgi_param BEARERD_POLICY $uri;
                        fastcgi_pass bearerd;
                    }
                    """
            ),
            server(
                "auth_request /_bearerd/required; include bearerd_guard.conf; location /b { auth_request off; proxy_set_header A b; }"
            ),
        ]
    )
    func right(text: String) {
        #expect(findings(text) == [])
    }

    @Test(
        "a policy that cannot be read is found",
        arguments: ["al=a", "", "all=", "all=a;all=b", "read=a", "optional;required", "all=$scope;x"]
    )
    func policy(text: String) {
        let found = findings(Self.server("auth_request \"/_bearerd/\(text)\"; include bearerd_guard.conf;"))
        #expect(found.map(\.line) == [4])
        #expect(found.first?.description.hasPrefix("the policy cannot be read: ") == true)
    }

    @Test("a location that needs client certificates is in a server that asks for them")
    func clientCertificates() {
        let location = "auth_request \"/_bearerd/mtls=required\"; include bearerd_guard.conf;"
        let asks = "include bearerd_guard_server.conf; ssl_verify_client optional_no_ca;"
        #expect(findings(Self.server(location, server: asks)) == [])
        #expect(findings("ssl_verify_client on;" + Self.server(location)) == [])
        let found =
            findings(Self.server(location))
            + findings(Self.server(location, server: asks.replacing("optional_no_ca", with: "off")))
        #expect(found.map(\.line) == [4, 4])
        #expect(found.allSatisfy { $0.description.hasPrefix("mtls=required needs ssl_verify_client") })
    }

    @Test("a policy with spaces belongs into quotes")
    func quotes() {
        let found = findings(Self.server("auth_request /_bearerd/all=a b; include bearerd_guard.conf;"))
        #expect(found.map(\.description) == ["auth_request takes one address: a policy with spaces stands in quotes"])
    }

    @Test(
        "an include without a policy is found",
        arguments: [
            "include bearerd_guard.conf;", "auth_request /_bearer/all=a; include bearerd_guard.conf;",
            "auth_request off; include /etc/nginx/bearerd_guard.conf;",
        ]
    )
    func missingPolicy(location: String) {
        let found = findings(Self.server(location))
        #expect(found.map(\.description) == ["it guards nothing without auth_request \"/_bearerd/…\" beside it"])
    }

    @Test("the guard's own files are right", arguments: ["bearerd_guard.conf", "bearerd_guard_server.conf"])
    func ownFiles(name: String) throws {
        #expect(findings(try Repository.text(of: "nginx/\(name)")) == [])
    }

    @Test(
        "what answers before bearerd is asked is found, and what refuses is not",
        arguments: [("return 200 hi;", true), ("return 302 /x;", true), ("return /x;", true), ("return 404;", false)]
    )
    func returns(directive: String, isFound: Bool) {
        let found = findings(
            Self.server("auth_request /_bearerd/required; include bearerd_guard.conf;\n\(directive)")
        )
        #expect(found == (isFound ? [.init(line: 5, description: "return answers before bearerd is asked")] : []))
    }

    @Test("what lets through without a token is found, wherever it stands")
    func satisfyAny() {
        let location = "auth_request /_bearerd/required; include bearerd_guard.conf;"
        let include = "include bearerd_guard_server.conf;"
        #expect(findings(Self.server(location + "\nsatisfy any;")).map(\.line) == [5])
        #expect(findings(Self.server(location, server: include + " satisfy any;")).map(\.line) == [2])
        #expect(findings(Self.server(location + " satisfy all;", server: include + " satisfy any;")) == [])
        #expect(findings(Self.server("proxy_pass http://x; satisfy any;")) == [])
    }

    @Test(
        "an address that only looks like bearerd's is found",
        arguments: ["/bearerd/all=a", "/_Bearerd/all=a", "/_bearerd"]
    )
    func address(address: String) {
        let found = findings(Self.server("auth_request \(address);"))
        #expect(found.map(\.description) == ["the address of bearerd starts with /_bearerd/"])
    }

    @Test("a location without its include is found")
    func missingInclude() {
        let found = findings(Self.server("auth_request /_bearerd/required;"))
        #expect(found == [.init(line: 4, description: "include bearerd_guard.conf; is missing beside it")])
    }

    @Test("a server without its include is found: the application would be asked instead of bearerd")
    func missingServerInclude() {
        let found = findings(Self.server("auth_request /_bearerd/required; include bearerd_guard.conf;", server: ""))
        #expect(found.map(\.description) == ["include bearerd_guard_server.conf; is missing in its server block"])
    }

    @Test("a rewrite in the server block is found")
    func rewrite() {
        let text = Self.server(
            "auth_request /_bearerd/required; include bearerd_guard.conf;",
            server: "include bearerd_guard_server.conf; rewrite ^ /index.php;"
        )
        #expect(findings(text).map(\.line) == [2])
    }

    @Test(
        "a block within a guarded one that drops what guards it is found",
        arguments: ["proxy_set_header Host x;", "fastcgi_param A b;", "error_page 404 /x;", "grpc_set_header A b;"]
    )
    func nested(directive: String) {
        let text = Self.server(
            "auth_request /_bearerd/required; include bearerd_guard.conf;\nlocation /b {\n\(directive) }"
        )
        #expect(findings(text).map(\.line) == [6])
        let repeated = text.replacing(directive, with: directive + " include bearerd_guard.conf;")
        #expect(findings(repeated) == [])
    }

    @Test("what is no nginx file is a finding")
    func syntax() {
        #expect(findings("server {\n").map(\.line) == [2])
    }

    @Test("guarded blocks are counted")
    func count() {
        #expect(GuardCheck(Array(Self.server("auth_request /_bearerd/required;").utf8)).guardedBlocks == 1)
    }
}
