import JOSE
import Testing
import Text

@testable import OAuth

@Suite struct ClaimPathTests {
    @Test(
        arguments: [
            ("roles", ["roles"]), ("realm_access.roles", ["realm_access", "roles"]), (#"a\.b.c"#, ["a.b", "c"]),
            (#"https://example\.com/roles"#, ["https://example.com/roles"]), (#"a\\.b"#, [#"a\"#, "b"]),
            ("cognito:groups", ["cognito:groups"]), ("a b", ["a b"]), ("caf\u{E9}", ["caf\u{E9}"]),
        ] as [(String, [String])]
    )
    func aDotGoesIntoAnObjectUnlessItIsEscaped(text: String, names: [String]) throws {
        let path = try #require(ClaimPath(text))
        #expect(path.names.map(\.text) == names)
        #expect(path.description == text)
    }

    @Test(arguments: ["", ".", "a.", ".a", "a..b", "\\", "a\\", #"a\b"#, #"\x"#])
    func anythingElseIsNoPath(text: String) {
        #expect(ClaimPath(text) == nil)
    }

    @Test func aNameMayHaveAnyCharacter() {
        let path = ClaimPath(claim: #"a.b\c"#).appending("d.e")
        #expect(path.description == #"a\.b\\c.d\.e"#)
        #expect(ClaimPath(path.description) == path)
    }

    @Test func namesThatLookAlikeAreTwo() {
        #expect(ClaimPath(claim: "caf\u{E9}") != ClaimPath(claim: "cafe\u{301}"))
    }
}
