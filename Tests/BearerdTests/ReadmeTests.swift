import FoundationEssentials
import OAuth
import Testing

/// What the README shows is what is compiled.
@Suite struct ReadmeTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: Self.root.appending(path: path)), as: UTF8.self)
    }

    @Test func theHandlerInTheReadmeIsTheOneThatIsCompiled() throws {
        let readme = try text(of: "README.md")
        let handler = try text(of: "Tests/Orders/Orders.swift")
        #expect(readme.contains("```swift\n\(handler)```"))
    }

    @Test func everyCodeOfARefusalIsExplainedInTheReadme() throws {
        let readme = try text(of: "README.md")
        for code in TokenValidationError.Code.allCases {
            #expect(readme.contains("`\(code.rawValue)`"), "\(code.rawValue)")
        }
    }
}
