import NginxGuard
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

@Suite("Policies of locations")
struct LocationPolicyTests {
    @Test("a policy without scopes asks for nothing but a good token")
    func required() throws {
        let policy = try LocationPolicy("required")
        #expect(policy.reading == .all([]))
        #expect(policy.writing == .all([]))
        #expect(!policy.isOptional)
        #expect(!policy.isObserved)
        #expect(policy.audiences == [])
        #expect(policy.dpop == nil)
        #expect(policy.authentication == nil)
    }

    @Test("scopes for every method, and for reading and writing")
    func scopes() throws {
        let policy = try LocationPolicy("all=a b;any=c d;read=r;write=w;write-any=x y")
        let always: [AccessRequirement] = [.all([.scope("a"), .scope("b")]), .any([.scope("c"), .scope("d")])]
        #expect(policy.reading == .all(always + [.all([.scope("r")])]))
        #expect(policy.writing == .all(always + [.all([.scope("w")]), .any([.scope("x"), .scope("y")])]))
    }

    @Test("roles and claims beside the scopes, for every method")
    func rolesAndClaims() throws {
        let policy = try LocationPolicy(
            #"read=r;write=w;role=admin key%20user;claim:org.plan=gold silver;claim:https://x\.example/tier=1"#
        )
        let others: [AccessRequirement] = [
            .any([.role("admin"), .role("key user")]),
            .claim(try #require(ClaimPath("org.plan")), oneOf: ["gold", "silver"]),
            .claim(ClaimPath(claim: "https://x.example/tier"), oneOf: ["1"]),
        ]
        #expect(policy.reading == .all([.all([.scope("r")])] + others))
        #expect(policy.writing == .all([.all([.scope("w")])] + others))
    }

    @Test(
        "what is observed is a whole policy, whatever else it says",
        arguments: [
            "required", "optional", "all=a;read=b;write=c", "dpop=observe", "dpop=required", "resource=/mcp", "acr=x",
        ]
    )
    func observe(rest: String) throws {
        #expect(try LocationPolicy("observe").isObserved)
        let policy = try LocationPolicy("\(rest);observe")
        #expect(policy.isObserved)
        let other = try LocationPolicy(rest)
        #expect((policy.isOptional, policy.dpop?.rawValue) == (other.isOptional, other.dpop?.rawValue))
        #expect((policy.reading, policy.writing) == (other.reading, other.writing))
        #expect(throws: LocationPolicyError.self) { try LocationPolicy("observe=all") }
        #expect(throws: LocationPolicyError.self) { try LocationPolicy("observe;observe") }
    }

    @Test("everything else that a policy can say")
    func others() throws {
        let policy = try LocationPolicy(
            "optional;aud=https://a.example.com b%3Bc;dpop=required;mtls=required;acr=urn:mfa 2;max_age=0"
        )
        #expect(policy.isOptional)
        #expect(policy.audiences == ["https://a.example.com", "b;c"])
        #expect(policy.dpop == .required)
        #expect(policy.mtls == .required)
        #expect(try LocationPolicy("mtls=disabled").mtls == .disabled)
        #expect(policy.authentication == AuthenticationRequirement(contexts: ["urn:mfa", "2"], maxAge: .zero))
    }

    @Test(
        "a resource by its path, with an audience of its own if it has one",
        arguments: ["/mcp", "/MCP", "/a/b-c._~/"]
    )
    func resource(path: String) throws {
        #expect(try LocationPolicy("resource=\(path)").resource == path)
        let policy = try LocationPolicy("all=a;resource=\(path);aud=x")
        #expect(policy.resource == path)
        #expect(policy.audiences == ["x"])
        #expect(try LocationPolicy("all=a").resource == nil)
    }

    @Test(
        "a resource is one path of the server with one spelling",
        arguments: [
            "", "=", "=/", "=mcp", "=//mcp", "=/a//b", "=/..", "=/../mcp", "=/a/../b", "=/a/.", "=/a/..", "=/mcp?x=y",
            "=/mcp?", "=/mcp#x", "=/a%2fb%3f", "=/%2e%2e/mcp", "=/%2e", "=/a%252fb", "=/a%20b", "=/%C3%BC",
            "=https://evil.example.com/mcp", "=//evil.example.com/mcp", "=/@evil", "=/a:b", "=/a\\b", "=/mcp /mcp2",
            "=/mcp;resource=/mcp", "=/mcp;resource=/mcp2", ":x=/mcp", "=/mcp%0d%0aX",
            "=/" + String(repeating: "a", count: 512),
        ]
    )
    func noResource(text: String) {
        #expect(throws: LocationPolicyError.self) { try LocationPolicy("resource\(text)") }
    }

    @Test(
        "anything that is not clearly a policy is none",
        arguments: [
            "", "al=read:a", "ALL=read:a", "all", "all=", "all=a;all=b", "all=a;", "all=a  b", "all=\"a\"", "all=a%22",
            "all=%C3%A4", "required=yes", "optional=true", "required;optional", "read=a", "write=a", "read-any=a",
            "all=a;write-any=b", "aud", "dpop", "dpop=", "dpop=yes", "dpop=required allowed", "dpop=Required", "mtls",
            "mtls=", "mtls=optional",
            "mtls=required required", "acr=",
            "acr=a%5Cb", "max_age", "max_age=", "max_age=5m", "max_age=-1", "max_age=1 2", "max_age=9999999999",
            "role", "role=", "role:x=a", "role=a;role=b", "claim", "claim=a", "claim:a", "claim:=a", "claim:a=",
            "claim:a.=b",
            "claim:a..b=c", "claim:a\\b=c", "claim:a=b;claim:a=c", "all:x=a", "required:x", "max_age:x=5",
            "claim:a=b c=d",
            "all=a;nonsense", "all=a&any=b", "all=a,b;x=y", "/all=a", "all=a?b=c;d",
        ]
    )
    func unreadable(text: String) {
        #expect(throws: LocationPolicyError.self) { try LocationPolicy(text) }
    }

    @Test("a mistake is told in words")
    func mistake() throws {
        let error = #expect(throws: LocationPolicyError.self) { try LocationPolicy("al=read:a") }
        #expect(error?.description == "there is no part al")
    }
}
