import OAuth
import Testing

@testable import bearerd

@Suite struct ClaimValuesArgumentTests {
    @Test(arguments: [
        ("org.plan=gold", "org.plan", ["gold"]), ("cognito:groups=a, b", "cognito:groups", ["a", "b"]),
        (#"https://x\.example/?a=b=c"#, #"https://x\.example/?a=b"#, ["c"]),
    ])
    func aPathAndItsValues(text: String, path: String, values: [String]) throws {
        let expected = AccessRequirement.claim(try #require(ClaimPath(path)), oneOf: values)
        #expect(ClaimValuesArgument(argument: text)?.requirement == expected)
    }

    @Test(arguments: ["", "a", "=b", "a=", "a=b,", "a.=b"])
    func anythingElseIsNone(text: String) {
        #expect(ClaimValuesArgument(argument: text) == nil)
    }
}
