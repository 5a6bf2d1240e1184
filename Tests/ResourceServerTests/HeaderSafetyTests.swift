import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import TestSupport
import ResourceServerTestSupport
import Testing

/// Whatever a client sends, every response keeps to the grammars of RFC 9110 and RFC 6750, and says nothing of it.
@Suite struct HeaderSafetyTests {
    private let api: GuardFixture

    init() throws {
        api = try GuardFixture()
    }

    /// What a client would like to see again.
    private static let marker = "eViL7"
    private static let pieces = [
        marker, "\"", "\\", "\r\n", "\n", "\r", "\0", "\t", ", ", "; ", "=", "Bearer ", "DPoP ", "realm=\"x\"", "é",
        "\u{212A}",
        "\u{202E}", "X-Injected: 1", "%0d%0a", "read:messages", "  ", "error=\"none\"", ".", "eyJ", "{", "}",
    ]

    private static func text(_ numbers: inout some RandomNumberGenerator) -> String {
        (0..<Int.random(in: 1...8, using: &numbers)).map { _ in pieces.randomElement(using: &numbers) ?? marker }
            .joined()
    }

    private func respond(_ headerFields: HTTPFields, target: String = "/", dpop: DPoPMode) async throws -> Response {
        let sources: [TokenSource] = [.header, .cookie("token"), .query("access_token")]
        let handler = api.resourceServer(dpop, sources: sources).requiring(.scope("read:messages")) { _, _ in
            Response(status: .ok)
        }
        return try await handler.respond(to: Request(target: target, headerFields: headerFields))
    }

    private func check(_ response: Response, sourceLocation: SourceLocation = #_sourceLocation) {
        for field in response.headerFields {
            var name = Array(field.name.rawName.utf8)[...]
            #expect(ChallengeParser.token(&name) != nil && name.isEmpty, sourceLocation: sourceLocation)
            let isVisible = field.value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            #expect(isVisible && !field.value.contains(Self.marker), "\(field)", sourceLocation: sourceLocation)
        }
        for value in response.headerFields[values: .wwwAuthenticate] {
            #expect(ChallengeParser(value) != nil, "\(value)", sourceLocation: sourceLocation)
        }
        #expect(!String(decoding: response.body, as: UTF8.self).contains(Self.marker), sourceLocation: sourceLocation)
        #expect(
            (try? JSONObject(parsing: response.body)) != nil || response.body.isEmpty,
            sourceLocation: sourceLocation
        )
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func hostileFieldsAndTargets(seed: UInt64) async throws {
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<400 {
            var fields = HTTPFields()
            fields.append(HTTPField(name: .authorization, value: "Bearer " + Self.text(&numbers)))
            if Bool.random(using: &numbers) {
                fields.append(HTTPField(name: .cookie, value: "token=" + Self.text(&numbers)))
            }
            if Bool.random(using: &numbers) {
                fields.append(HTTPField(name: .dpop, value: Self.text(&numbers)))
            }
            let target = "/?access_token=" + Self.text(&numbers)
            check(try await respond(fields, target: target, dpop: .allowed))
        }
    }

    @Test(arguments: ["sub", "scope", "azp", "client_id", "jti", "aud", "iss", "cnf", "permissions", "exp"])
    func hostileClaimsOfSignedTokens(name: String) async throws {
        var numbers = SeededNumbers(seed: 6750)
        for _ in 0..<40 {
            let token = try api.token(claims: [name: .string(Self.text(&numbers))])
            let response = try await respond([.authorization: "Bearer \(token)"], dpop: .allowed)
            check(response)
        }
    }

    @Test(arguments: ["kid", "typ", "cty", "jku", "x5u"])
    func hostileHeaderParameters(name: String) async throws {
        var numbers = SeededNumbers(seed: 7515)
        for _ in 0..<40 {
            let claims: JSONObject = ["iss": .string(GuardFixture.issuer), "aud": .string(GuardFixture.audience)]
            let token = try api.issuerKey.sign(claims, header: [name: .string(Self.text(&numbers))])
            check(try await respond([.authorization: "Bearer \(token)"], dpop: .disabled))
        }
    }

    @Test(arguments: [
        "Bearer", "Bearer ", "Bearer realm=x", "Bearer realm=\"a\" error=\"b\"", "Bearer realm=\"a\"b\"",
        "Bearer realm=\"a\\\"\"", "Bearer realm=\"a\", realm=\"b\"", "Bearer realm=\"a\r\n\"", "Bearer realm=\"é\"",
        "Bearer realm=\"a\",",
    ])
    func theParserOfTheTestRefusesWhatIsNoChallenge(text: String) {
        #expect(ChallengeParser(text) == nil)
    }

    @Test func aChallengeReadsAsItIsMeant() async throws {
        let response = try await respond([.authorization: "Bearer x"], dpop: .disabled)
        let value = try #require(response.headerFields[values: .wwwAuthenticate].first)
        let challenge = try #require(ChallengeParser(value))
        #expect(challenge.scheme == "Bearer")
        #expect(challenge.parameters.map(\.name) == ["realm", "error", "error_description"])
    }
}
