import JOSE
import Testing

@testable import OAuth

@Suite struct RegisteredClaimsTests {
    @Test func everyClaimIsReadWithItsType() throws {
        let claims = try RegisteredClaims([
            "iss": "i", "sub": "s", "client_id": "c", "azp": "a", "aud": "one", "exp": 2.5, "nbf": 1, "iat": 0,
            "jti": "j", "scope": "a b", "permissions": ["p"], "roles": ["r"],
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
        #expect(claims.scopes == ["a", "b", "p"])
        #expect(claims.permissions == ["p"])
        #expect(claims.roles == ["r"])
        #expect(claims.confirmation?.keyThumbprint == "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    }

    @Test func azpStandsInForAClientID() throws {
        #expect(try RegisteredClaims(["exp": 1, "azp": "a"]).clientID == "a")
    }

    @Test(
        arguments: [
            ("iss", 1), ("sub", ["a"]), ("azp", 1), ("client_id", false), ("exp", "1700000000"),
            ("exp", .null), ("exp", true), ("exp", -1), ("exp", 253_402_300_800), ("exp", 1e300), ("nbf", "x"),
            ("nbf", -0.5),
            ("iat", ["x"]), ("jti", 5), ("scope", ["a", 1]), ("scope", 5), ("scp", [5]), ("scp", ["a": "b"]),
            ("scope", [.null]),
            ("permissions", ["a", 1]), ("permissions", true), ("cnf", .null), ("cnf", "x"), ("cnf", [:]),
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
        arguments: [
            (["scope": "a b"], ["a", "b"]), (["scope": ["a", "b c", ""]], ["a", "b c", ""]),
            (["scp": "a b"], ["a", "b"]),
            (["scp": ["a"], "scope": "b"], ["b", "a"]), (["permissions": "a b"], ["a", "b"]), (["scope": []], []),
            (["scope": "b a", "scp": ["a", "c"], "permissions": ["c", "d", "b"]], ["b", "a", "c", "d"]),
            (["scope": .null, "scp": .null, "permissions": .null], []), ([:], []),
        ] as [(JSONObject, [String])]
    )
    func scopesAreTheWordsAndMembersOfTheirClaimsEachOnce(claims: JSONObject, scopes: [String]) throws {
        #expect(try RegisteredClaims(claims.with("exp", 1)).scopes == scopes)
    }

    @Test func scopesAndRolesStandWhereThePolicySays() throws {
        var policy = try TokenFixtures.policy()
        policy.scopeClaims = [ClaimPath("api.allowed")].compactMap(\.self)
        policy.roleClaims = [ClaimPath("realm_access.roles"), ClaimPath("cognito:groups")].compactMap(\.self)
        let claims = try RegisteredClaims(
            [
                "exp": 1, "scope": 5, "roles": ["nobody"], "api": ["allowed": ["a"]],
                "realm_access": ["roles": ["x", "y"]], "cognito:groups": ["y", "z"],
            ],
            by: policy
        )
        #expect(claims.scopes == ["a"])
        #expect(claims.roles == ["x", "y", "z"])
    }

    @Test func tenThousandRolesOfSeveralClaimsAreReadOnceEach() throws {
        var policy = try TokenFixtures.policy()
        policy.roleClaims = ["a", "b"].map(ClaimPath.init(claim:))
        let many = (0..<10_000).map { JSONValue.string("r\($0)") }
        let claims = try RegisteredClaims(["exp": 1, "a": .array(many), "b": .array(many + ["last"])], by: policy)
        #expect(claims.roles.count == 10_001)
        #expect(claims.roles.last == "last")
    }

    @Test(
        arguments: [("a", ["a"]), (["a", "b"], ["a", "b"]), ([], []), (1, nil), (["a", 1], nil), (.null, nil)]
            as [(JSONValue, [String]?)]
    )
    func stringsAreOneOrAnArray(value: JSONValue, strings: [String]?) {
        #expect((["aud": value] as JSONObject).strings("aud") == strings)
    }
}
