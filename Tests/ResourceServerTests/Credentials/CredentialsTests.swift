import HTTP
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

@Suite("Credentials")
struct CredentialsTests {
    private static func find(
        _ fields: [(name: String, value: String)],
        _ sources: [TokenSource] = [.header],
        target: String = "/"
    ) throws -> Credentials? {
        try Credentials.find(in: .with(fields, target: target), sources: sources)
    }

    @Test(
        "a scheme in any letter case, and a token",
        arguments: [
            ("Bearer a.b-c_d~e+f/g==", Credentials.Scheme.bearer, "a.b-c_d~e+f/g=="), ("bearer a", .bearer, "a"),
            ("DPoP a", .dpop, "a"), ("DPOP   a", .dpop, "a"),
        ]
    )
    func header(value: String, scheme: Credentials.Scheme, token: String) throws {
        let credentials = try #require(try Self.find([("Authorization", value)]))
        #expect(credentials.scheme == scheme)
        #expect(credentials.token == token)
        #expect(credentials.source == .header)
    }

    @Test("another scheme is no credentials", arguments: ["Basic a", "Bearerx a", "", "a", "DPo P a", "DPoP1 a"])
    func otherScheme(value: String) throws {
        #expect(try Self.find([("Authorization", value)]) == nil)
    }

    @Test(
        "what is not one well-formed token is refused",
        arguments: [
            "Bearer", "DPoP", "DPoP ", "DPoP a b", "DPoP a,b", "Bearer =", "Bearer a=b", "DPoP \u{22}a\u{22}", "DPoP,a",
            "Bearer/abc", "Bearer\ta",
        ]
    )
    func malformed(value: String) throws {
        let error = #expect(throws: TokenValidationError.self) { try Self.find([("Authorization", value)]) }
        #expect(error?.code == .invalidRequest)
    }

    @Test("a cookie and a query name no scheme")
    func withoutScheme() throws {
        let cookie = try Self.find([("Cookie", "x=y; token=a.b.c")], [.header, .cookie("token")])
        #expect(cookie?.token == "a.b.c")
        #expect(cookie?.source == .cookie("token"))
        #expect(cookie.map { $0.scheme == nil } == true)
        let query = try Self.find([], [.query("token")], target: "/?x=y&token=a.b.c")
        #expect(query?.token == "a.b.c")
        #expect(query.map { $0.scheme == nil } == true)
    }

    @Test("what only Unicode takes for a separator separates nothing")
    func greekQuestionMark() throws {
        #expect(try Self.find([("Cookie", "lang=x\u{37E}token=a.b.c")], [.cookie("token")]) == nil)
        #expect(try Self.find([("Cookie", "\u{212A}=a.b.c")], [.cookie("K")]) == nil)
    }

    @Test("cookies of combining marks are looked through as fast as any other", .timeLimit(.minutes(1)))
    func combiningMarks() throws {
        let marks = String(repeating: "\u{301}", count: 500_000) + String(repeating: "\u{316}", count: 500_000)
        let cookies = "\(marks); token\(marks)=x; token=a.b.c"
        #expect(try Self.find([("Cookie", cookies)], [.cookie("token")])?.token == "a.b.c")
    }

    @Test("a token in more than one place is refused, even the same one")
    func twoPlaces() throws {
        let sources: [TokenSource] = [.header, .cookie("token"), .query("token")]
        for (fields, target) in [
            ([("Authorization", "Bearer a"), ("Cookie", "token=a")], "/"), ([("Cookie", "token=a; token=a")], "/"),
            ([("Authorization", "Bearer a"), ("Authorization", "Bearer a")], "/"),
            ([("Cookie", "token=a")], "/?token=a"),
            ([], "/?token=a&token=a"),
        ] as [([(name: String, value: String)], String)] {
            let error = #expect(throws: TokenValidationError.self) { try Self.find(fields, sources, target: target) }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test("an empty cookie is how a server takes one back: there is none")
    func emptyCookie() throws {
        #expect(try Self.find([("Cookie", "token=")], [.cookie("token")]) == nil)
        #expect(try Self.find([("Cookie", "token=; token=a.b.c")], [.cookie("token")])?.token == "a.b.c")
        #expect(try Self.find([], [.query("token")], target: "/?token=") == nil)
    }

    @Test("a place that is not listed is not looked at")
    func notListed() throws {
        #expect(try Self.find([("Cookie", "token=a")], target: "/?token=a") == nil)
    }
}
