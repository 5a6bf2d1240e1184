import Foundation
import Testing

@testable import FastCGI

@Suite("UnmodifiedPages")
struct UnmodifiedPagesTests {
    @Test("what was given back runs again")
    func release() async {
        await #expect(processExitsWith: .success) {
            try await withTaskExecutorPreference(DispatchExecutor.shared) {
                try await TestServer.run { server in
                    guard try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello" else { exit(1) }
                    let before = filePages()
                    UnmodifiedPages.release()
                    guard filePages() < before * 3 / 4 else { exit(2) }
                    guard try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello" else { exit(3) }
                    exit(0)
                }
            }
        }
    }
}

/// Resident pages of files (proc(5), `statm`).
private func filePages() -> Int {
    let fields = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return fields.flatMap { Int($0[2]) } ?? 0
}
