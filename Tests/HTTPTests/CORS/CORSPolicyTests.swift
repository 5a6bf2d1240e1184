import HTTPTypes
import Testing

@testable import HTTP

@Suite("CORS policies")
struct CORSPolicyTests {
    @Test("any origin goes with no credentials")
    func anyWithCredentials() {
        #expect(CORSPolicy(origins: .any, allowsCredentials: true) == nil)
        #expect(CORSPolicy(origins: .any) != nil)
        #expect(CORSPolicy(origins: .list(["https://a.example.com"]), allowsCredentials: true) != nil)
    }

    @Test(
        "an origin is what browsers write",
        arguments: [
            "https://app.example.com", "http://localhost:3000", "https://a.example.com:8443", "http://[::1]:3000",
        ]
    )
    func origins(text: String) {
        #expect(CORSPolicy.isOrigin(text))
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "null", "*", "app.example.com", "https://", "https://app.example.com/", "https://APP.example.com",
            "HTTPS://app.example.com", "https://app.example.com:443", "http://app.example.com:80", "https://a b",
            "https://user@a.example.com", "ftp://a.example.com", "https://a.example.com:0443",
        ]
    )
    func noOrigins(text: String) {
        #expect(!CORSPolicy.isOrigin(text))
    }

    @Test("fields are for one listed origin, exactly as it is listed; the answer varies for all")
    func fields() throws {
        let policy = try #require(CORSPolicy(origins: .list(["https://a.example.com"]), allowsCredentials: true))
        let allowed = policy.fields(for: ["https://a.example.com"], isPreflight: false)
        #expect(allowed[.accessControlAllowOrigin] == "https://a.example.com")
        #expect(allowed[.accessControlAllowCredentials] == "true")
        #expect(allowed[.accessControlExposeHeaders] == "WWW-Authenticate, DPoP-Nonce, Mcp-Session-Id")
        #expect(allowed[.accessControlAllowMethods] == nil)
        for origins in [
            [], ["https://b.example.com"], ["https://a.example.com.evil.example"], ["https://a.example.co"],
            ["https://a.example.com:8443"],
            ["https://a.example.com", "https://a.example.com"], ["null"],
        ] {
            #expect(policy.fields(for: origins, isPreflight: false) == [.vary: "Origin"])
        }
    }

    @Test("credentials are allowed only where the policy says so")
    func credentials() throws {
        for allows in [false, true] {
            let policy = try #require(
                CORSPolicy(origins: .list(["https://a.example.com"]), allowsCredentials: allows)
            )
            for isPreflight in [false, true] {
                let fields = policy.fields(for: ["https://a.example.com"], isPreflight: isPreflight)
                #expect(fields[.accessControlAllowCredentials] == (allows ? "true" : nil))
            }
        }
    }

    @Test("a preflight is told methods, header fields and how long")
    func preflight() throws {
        let policy = try #require(CORSPolicy(origins: .any, maxAge: .seconds(60)))
        let fields = policy.fields(for: ["https://x.example.com"], isPreflight: true)
        #expect(fields[.accessControlAllowOrigin] == "*")
        #expect(fields[.accessControlAllowMethods] == "GET, HEAD, POST, PUT, PATCH, DELETE")
        #expect(
            fields[.accessControlAllowHeaders]
                == "Authorization, Content-Type, DPoP, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID"
        )
        #expect(fields[.accessControlMaxAge] == "60")
        #expect(fields[.vary] == nil)
    }

    @Test("names of one's own take the place of those")
    func names() throws {
        let methods = try #require(CORSNames(["REPORT"]))
        let sent = try #require(CORSNames(["X-A", "X-B"]))
        let read = try #require(CORSNames(["X-C"]))
        let policy = try #require(
            CORSPolicy(origins: .any, methods: methods, requestFields: sent, responseFields: read)
        )
        let preflight = policy.fields(for: ["https://x.example.com"], isPreflight: true)
        #expect(preflight[.accessControlAllowMethods] == "REPORT")
        #expect(preflight[.accessControlAllowHeaders] == "X-A, X-B")
        let answer = policy.fields(for: ["https://x.example.com"], isPreflight: false)
        #expect(answer[.accessControlExposeHeaders] == "X-C")
        #expect(answer[.accessControlAllowMethods] == nil)
    }
}
