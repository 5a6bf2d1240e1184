import TestSupport
import Testing

@testable import FastCGI

@Suite("A program that serves", .blocking)
struct FastCGIProgramTests {
    private struct Refused: Error, CustomStringConvertible {
        let description = "issuer \"x\u{1B}[2J\": expected an https URL"
    }

    private struct Failing: FastCGIProgram {
        func run() async throws { throw Refused() }
    }

    private struct Serving: FastCGIProgram {
        func run() async throws {}
    }

    @Test("what keeps it from starting is one line, in which nothing moves a terminal, and exit status 1")
    func failure() async throws {
        let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
            await Failing.main()
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first)
        #expect(line.hasSuffix(#": issuer "x\u{1b}[2J": expected an https URL"#), "\(line)")
        #expect(text.split(separator: "\n").count == 1)
    }

    @Test("one that ends by itself ends well")
    func success() async {
        await #expect(processExitsWith: .success) { await Serving.main() }
    }
}
