import JOSE
import Testing

@testable import token_issuer

@Suite struct ClaimArgumentTests {
    private static let claims: [(text: String, name: String, value: JSONValue)] = [
        (#"a="b""#, "a", "b"), ("a=1", "a", 1), ("a=null", "a", .null), ("a=[1,2]", "a", [1, 2]),
        (#"a={"b":true}"#, "a", .object(["b": true])), (#"a="b=c""#, "a", "b=c"),
    ]

    @Test("a claim is a name and any JSON value", arguments: claims)
    func accepted(text: String, name: String, value: JSONValue) {
        let claim = ClaimArgument(argument: text)
        #expect(claim?.name == name)
        #expect(claim?.value == value)
    }

    @Test(
        "what is not a name and one JSON value is refused",
        arguments: ["a", "=1", "a=", "a=b", #"a=1,"c":2"#, "a=1}"]
    )
    func refused(text: String) {
        #expect(ClaimArgument(argument: text) == nil)
    }
}
