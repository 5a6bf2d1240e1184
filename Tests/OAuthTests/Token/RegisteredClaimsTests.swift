import JOSE
import Testing

@testable import OAuth

@Suite struct RegisteredClaimsTests {
    @Test func everyClaimIsReadWithItsType() throws {
        let claims = try RegisteredClaims([
            "iss": "i", "sub": "s", "client_id": "c", "azp": "a", "aud": "one", "exp": 2.5, "nbf": 1, "iat": 0,
            "jti": "j", "scope": "a b", "permissions": ["p"],
            "cnf": ["jkt": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
        ])
        #expect(claims.issuer == "i")
        #expect(claims.subject == "s")
        #expect(claims.clientID == "c")
        #expect(claims.audiences == ["one"])
        #expect(claims.expiresAt == NumericDate(secondsSinceEpoch: 2.5))
        #expect(claims.notBefore == NumericDate(secondsSinceEpoch: 1))
        #expect(claims.issuedAt == NumericDate(secondsSinceEpoch: 0))
        #expect(claims.tokenID == "j")
        #expect(claims.scopes == ["a", "b"])
        #expect(claims.permissions == ["p"])
        #expect(claims.confirmation == .keyThumbprint("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
    }

    @Test func azpStandsInForAClientID() throws {
        #expect(try RegisteredClaims(["exp": 1, "azp": "a"]).clientID == "a")
    }

    @Test(
        arguments: [
            ("iss", 1), ("sub", .null), ("sub", ["a"]), ("azp", 1), ("client_id", false), ("exp", "1700000000"),
            ("exp", .null), ("exp", true), ("exp", -1), ("exp", 253_402_300_800), ("exp", 1e300), ("nbf", "x"),
            ("nbf", -0.5),
            ("iat", .null), ("iat", ["x"]), ("jti", 5), ("scope", ["a"]), ("scope", .null), ("permissions", "a"),
            ("permissions", ["a", 1]), ("permissions", .null), ("cnf", .null), ("cnf", "x"), ("cnf", [:]),
        ] as [(String, JSONValue)]
    )
    func aWrongTypeIsRefusedWithTheNameOfTheClaim(name: String, value: JSONValue) throws {
        let error = try #require(throws: TokenValidationError.self) {
            try RegisteredClaims(TokenFixtures.claims.with(name, value))
        }
        #expect(error.code == .invalidClaims)
        #expect(error.detail?.hasPrefix("claim \(name) ") == true)
    }

    @Test func aTokenWithoutAnEndIsRefused() throws {
        let error = #expect(throws: TokenValidationError.self) {
            try RegisteredClaims(TokenFixtures.claims.with("exp", nil))
        }
        #expect(error?.code == .invalidClaims)
        #expect(error?.detail == "claim exp is missing")
    }

    @Test(arguments: [" ", " a", "a ", "a  b", "a\tb", "a\nb", "a\"b", "a\\b", "caf\u{E9}", "a\u{7F}", "a\u{A0}b"])
    func aScopeOutsideTheGrammarIsRefused(scope: String) {
        #expect(throws: TokenValidationError.self) {
            try RegisteredClaims(TokenFixtures.claims.with("scope", .string(scope)))
        }
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a b", ["a", "b"]), ("read:messages !#~[]{}", ["read:messages", "!#~[]{}"]),
    ])
    func aScopeIsSplitAtSingleSpaces(scope: String, words: [String]) throws {
        #expect(try RegisteredClaims(TokenFixtures.claims.with("scope", .string(scope))).scopes == words)
    }

    @Test(
        arguments: [("a", ["a"]), (["a", "b"], ["a", "b"]), ([], []), (1, nil), (["a", 1], nil), (.null, nil)]
            as [(JSONValue, [String]?)]
    )
    func stringsAreOneOrAnArray(value: JSONValue, strings: [String]?) {
        #expect((["aud": value] as JSONObject).strings("aud") == strings)
    }
}
