import Foundation
import Testing

/// The programs of docs/clients.md, as they stand there, but for whom they call. `make test` installs what runs them.
@Suite("Clients of the documentation", .deployed())
struct DocumentedClientTests {
    private static let hello =
        #"{"message":"Hello from a private endpoint! You need to be authenticated to see this."}"#

    struct Client: Sendable, CustomTestStringConvertible {
        let language: String
        let file: String
        let command: [String]
        var environment: [String: String] = [:]

        var testDescription: String { language }
    }

    @Test(
        "each gets a token and calls the private endpoint with it",
        arguments: [
            Client(language: "sh", file: "client.sh", command: ["bash"]),
            Client(language: "go", file: "client.go", command: ["go", "run"], environment: ["GOTOOLCHAIN": "local"]),
            Client(
                language: "js",
                file: "client.js",
                command: ["node"],
                environment: ["NODE_PATH": "/usr/share/nodejs"]
            ),
            Client(language: "python", file: "client.py", command: ["python3"]),
            Client(
                language: "swift",
                file: "main.swift",
                command: ["sh", "-c", #"swiftc -o client "$0" && ./client"#]
            ),
        ]
    )
    func calls(client: Client) async throws {
        let text = try pointed(Self.program(in: client.language), at: .shared())
        try await withTemporaryFolder { folder in
            let path = "\(folder)/\(client.file)"
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            let surroundings = ["HOME": folder, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
            let result = try await Program(
                command: client.command + [path],
                environment: surroundings.merging(client.environment) { $1 },
                folder: folder
            ).run()
            #expect(result.output.trimmingCharacters(in: .newlines) == Self.hello, "\(result.error)")
            #expect(result.succeeded)
        }
    }

    /// The block of the page in this language.
    private static func program(in language: String) throws -> String {
        let page = try Project.text(of: "docs/clients.md")
        let start = try #require(page.range(of: "```\(language)\n"), "the page has no \(language)")
        let end = try #require(page[start.upperBound...].range(of: "```\n"))
        return String(page[start.upperBound..<end.lowerBound])
    }

    /// The program with this deployment in the place of the tenant and of the API.
    private func pointed(_ text: String, at deployment: Deployment) throws -> String {
        let authority = "127.0.0.1:\(deployment.port)"
        var text = text.replacing("CLIENT_ID", with: "development-client")
            .replacing("CLIENT_SECRET", with: "development-secret")
        for host in ["example.eu.auth0.com", "api.example.com"] {
            try #require(text.contains("https://\(host)/") || text.contains("HTTPSConnection(\"\(host)\")"))
            text = text.replacing("https://\(host)/", with: "http://\(authority)/")
                .replacing("HTTPSConnection(\"\(host)\")", with: "HTTPConnection(\"\(authority)\")")
        }
        return text
    }
}
