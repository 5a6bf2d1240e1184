import JOSE
import Testing

@testable import OAuth

@Suite struct ClaimValueTests {
    private static let claims = #"""
        {"text":"a","texts":["a","b"],"none":[],"mixed":["a",1],"number":1,"null":null,"object":{"a":1},
         "outer":{"inner":{"texts":["x"],"null":null},"text":"y","list":[{"text":"z"}]},"a.b":"dotted"}
        """#

    /// As it was read, and as it was made.
    private static func objects() throws -> [JSONObject] {
        let read = try JSONObject(parsing: Array(claims.utf8))
        var made = read
        made["further"] = "x"
        return [read, made]
    }

    @Test(
        arguments: [
            ("text", ["a"]), ("texts", ["a", "b"]), ("none", []), ("mixed", nil), ("number", nil), ("null", nil),
            ("object", nil), ("absent", nil), ("outer.inner.texts", ["x"]), ("outer.text", ["y"]), ("outer.inner", nil),
            ("outer.list.text", nil), ("text.more", nil), ("absent.more", nil), (#"a\.b"#, ["dotted"]), ("a.b", nil),
        ] as [(String, [String]?)]
    )
    func stringsAreReadAtAPath(path: String, strings: [String]?) throws {
        let path = try #require(ClaimPath(path))
        for object in try Self.objects() { #expect(object.read(path).strings == strings) }
    }

    @Test(arguments: ["null", "absent", "outer.inner.null", "outer.absent", "number.more", "outer.list.text"])
    func nullIsAsGoodAsNothing(path: String) throws {
        let path = try #require(ClaimPath(path))
        for object in try Self.objects() {
            guard case .absent = object.read(path) else {
                Issue.record("\(path)")
                continue
            }
            #expect(object.value(at: path) == nil)
        }
    }

    @Test func aClaimIsStatedUnlessItIsNull() throws {
        for object in try Self.objects() {
            for name in ["text", "none", "number", "object"] { #expect(object.states(name)) }
            for name in ["null", "absent", "outer.text"] { #expect(!object.states(name)) }
        }
    }
}
