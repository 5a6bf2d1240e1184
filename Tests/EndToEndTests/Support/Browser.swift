import Foundation

/// A headless Chromium.
struct Browser: Sendable {
    /// For its own files.
    let folder: String
    /// Of its window, in CSS pixels.
    var width = 1280
    var colorScheme = "light"

    /// What came of a visit.
    struct Visit<Result: Decodable>: Decodable {
        /// The value of the script.
        let result: Result
        /// Every address that the page asked for.
        let requests: [String]
        /// What the page complained about.
        let problems: [String]
    }

    /// Opens a page and runs a script in it, to the end of its promise.
    func visit<Result: Decodable>(_ url: String, _ script: String, _ type: Result.Type) async throws -> Visit<Result> {
        let profile = "\(folder)/browser-\(UUID().uuidString.prefix(8))"
        let driver = Project.folder + "Tests/EndToEndTests/Clients/browser.py"
        let words = ["timeout", "60", "python3", driver, profile, String(width), colorScheme, url, script]
        let result = try await Program(command: words).run()
        guard result.succeeded else { throw Failure(description: result.error) }
        return try JSONDecoder().decode(Visit<Result>.self, from: Data(result.output.utf8))
    }

    /// Why there is no answer.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
