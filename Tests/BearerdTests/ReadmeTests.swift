import OAuth
import TestSupport
import Testing

/// What the README shows is what is compiled.
@Suite struct ReadmeTests {
    @Test func theHandlerInTheReadmeIsTheOneThatIsCompiled() throws {
        let readme = try Repository.text(of: "README.md")
        let handler = try Repository.text(of: "Examples/Orders/Orders.swift")
        #expect(readme.contains("```swift\n\(handler)```"))
    }

    @Test func everyCodeOfARefusalIsExplainedInTheReadme() throws {
        let readme = try Repository.text(of: "README.md")
        for code in TokenValidationError.Code.allCases {
            #expect(readme.contains("`\(code.rawValue)`"), "\(code.rawValue)")
        }
    }
}
