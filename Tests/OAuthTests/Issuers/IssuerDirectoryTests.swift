import JOSE
import Testing

@testable import JWKS
@testable import OAuth

@Suite struct IssuerDirectoryTests {
    private func directory(_ issuers: String...) throws -> IssuerDirectory {
        let cache = JWKSCache(fetch: { _ in throw TokenFixtures.NoNetwork() })
        return IssuerDirectory(try issuers.map { try TokenFixtures.policy($0) }, cache)
    }

    private func code(_ directory: IssuerDirectory, _ issuer: JSONValue?) async -> TokenValidationError.Code? {
        do throws(TokenValidationError) {
            let found = try await directory.issuer(of: JSONObject().with("iss", issuer))
            return found.policy.issuer == issuer?.stringValue ? nil : .invalidRequest
        } catch {
            return error.code
        }
    }

    @Test func anIssuerIsFoundByItsName() async throws {
        let directory = try directory("https://a.example/", "https://b.example/")
        #expect(await code(directory, "https://a.example/") == nil)
        #expect(await code(directory, "https://b.example/") == nil)
    }

    @Test(
        arguments: [
            nil, .null, "", 5, ["https://a.example/"], "https://a.example", "https://a.example//", "HTTPS://a.example/",
            "https://A.example/", "https://a.example/ ", " https://a.example/", "https://a.example/\u{0}",
            "https://a.example:443/", "https://a.example/#", "https://\u{430}.example/",
        ] as [JSONValue?]
    )
    func anotherSpellingIsAStranger(issuer: JSONValue?) async throws {
        #expect(try await code(directory("https://a.example/"), issuer) == .invalidIssuer)
    }

    @Test func namesThatAreEqualToUnicodeAloneAreStrangers() async throws {
        let directory = try directory("https://caf\u{E9}.example/")
        #expect(await code(directory, "https://cafe\u{301}.example/") == .invalidIssuer)
    }

    @Test func anAlgorithmIsKnownIfAnyIssuerMayUseIt() throws {
        let directory = try directory("https://a.example/")
        #expect(try directory.algorithm(named: "ES256") == .es256)
        for name in ["RS256", "none", "es256", ""] {
            #expect(throws: TokenValidationError.self) { try directory.algorithm(named: name) }
        }
    }

    @Test func issuersThatAreFixedStayCurrent() async throws {
        let directory = try directory("https://a.example/")
        #expect(try await directory.isCurrent(directory.issuer(of: ["iss": "https://a.example/"])))
    }

    @Test func aLongListOfNamesIsCut() throws {
        #expect(
            try directory("https://b.example/", "https://a.example/").names == "https://a.example/, https://b.example/"
        )
        let cache = JWKSCache(fetch: { _ in throw TokenFixtures.NoNetwork() })
        let many = IssuerDirectory(try (0..<1_000).map { try TokenFixtures.policy("https://\($0).example/") }, cache)
        #expect(many.names.utf8.count < 600)
        #expect(many.names.hasSuffix(", …"))
    }
}
