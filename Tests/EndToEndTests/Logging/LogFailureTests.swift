import Foundation
import Synchronization
import Testing

/// What becomes of requests when nobody takes the log, and of the log when there are too many of them.
@Suite("The log, when it cannot be written")
struct LogFailureTests {
    /// Long paths: a few refusals fill a pipe.
    private static let path = "/api/private"
    private static let longPath = "/" + String(repeating: "x", count: 500)

    /// The line of a request of these tests: those that wait for the start have lines, too.
    private static func isOurs(_ line: LogLine) -> Bool {
        line["path"] == path || line["path"] == longPath
    }

    /// Sends requests that are refused, from eight clients.
    private func refuse(_ count: Int, _ deployment: Deployment, _ target: String = longPath) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<8 {
                group.addTask {
                    for _ in 0..<(count / 8 + (client < count % 8 ? 1 : 0)) {
                        let answer = try await deployment.http.send("GET", target)
                        #expect(answer.status == 404)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func expectService(_ deployment: Deployment, _ token: String) async throws {
        #expect(try await deployment.http.get(Self.path, token: token).status == 200)
        #expect(try await deployment.http.send("GET", "/healthz").status == 200)
        #expect(try await deployment.http.send("GET", Self.path).status == 401)
    }

    private func configuration(_ pipe: UnreadPipe) -> DeploymentConfiguration {
        var configuration = DeploymentConfiguration(settings: ["REFUSALS_LOGGED": "1000000"])
        configuration.log = "bearerd.pipe"
        configuration.prepare = { folder, _ in try pipe.make("\(folder)/bearerd.pipe") }
        return configuration
    }

    /// Reads until the lines that came and the lines that are said to be missing are as many as were written.
    private func readLines(
        _ pipe: UnreadPipe,
        until isComplete: ([LogLine]) -> Bool
    ) async throws -> [LogLine] {
        var bytes: [UInt8] = []
        var lines: [LogLine] = []
        try await waitUntil("the log is complete") {
            bytes += pipe.read()
            guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return isComplete(lines) }
            lines += try bytes[..<end].split(separator: UInt8(ascii: "\n"))
                .map { try LogLine(String(decoding: $0, as: UTF8.self)) }
            bytes.removeSubrange(...end)
            return isComplete(lines)
        }
        return lines
    }

    @Test("a pipe that nobody reads holds up no request, and says afterwards how much is missing")
    func unreadPipe() async throws {
        let pipe = UnreadPipe()
        try await withDeployment(configuration(pipe)) { deployment in
            let token = try await deployment.token()
            for _ in 0..<5 {
                try await refuse(1_000, deployment)
                try await expectService(deployment, token)
            }
            let lines = try await readLines(pipe) { lines in
                let missing = lines.compactMap { $0.number("lines") }.reduce(0, +)
                return lines.count(where: Self.isOurs) + Int(missing) == 5_005
            }
            #expect(lines.contains { $0["level"] == "warning" && ($0.number("info") ?? 0) > 1_000 })
            // What stands for the whole of the start is there: refusals took nothing of its room.
            #expect(lines.contains { $0["message"] == "serving" })
        }
    }

    @Test("the end does not wait for a pipe that nobody reads")
    func unreadPipeAtTheEnd() async throws {
        let pipe = UnreadPipe()
        // The deployment expects that SIGTERM ends it with 0, within the time it gives.
        try await withDeployment(configuration(pipe)) { try await refuse(300, $0) }
    }

    @Test("a reader that leaves does no harm, and the next one gets whole lines")
    func readerThatLeaves() async throws {
        let pipe = UnreadPipe()
        try await withDeployment(configuration(pipe)) { deployment in
            let token = try await deployment.token()
            let path = "\(deployment.folder)/bearerd.pipe"
            pipe.leave()
            try await refuse(200, deployment)
            try await expectService(deployment, token)
            try pipe.hold(path)
            let lines = try await readLines(pipe) { lines in lines.count(where: Self.isOurs) == 201 }
            #expect(lines.count { $0["path"] == Self.path } == 1)
        }
    }

    @Test("a full disk does no harm")
    func fullDisk() async throws {
        var configuration = DeploymentConfiguration(settings: ["REFUSALS_LOGGED": "1000000"])
        configuration.log = "/dev/full"
        try await withDeployment(configuration) { deployment in
            let token = try await deployment.token()
            try await refuse(400, deployment)
            try await expectService(deployment, token)
        }
    }

    @Test("refusals beyond the limit are counted by code, to the last of them")
    func limit() async throws {
        var configuration = DeploymentConfiguration(settings: ["REFUSALS_LOGGED": "5"])
        configuration.readiness = "/healthz"
        try await withDeployment(configuration) { deployment in
            try await refuse(200, deployment)
            for _ in 0..<50 { #expect(try await deployment.http.send("GET", Self.path).status == 401) }
            for _ in 0..<50 { #expect(try await deployment.http.get(Self.path, token: "a.b.c").status == 401) }
            let sent = ["404": 200, "token_missing": 50, "token_malformed": 50]
            var counts: [String: Int] = [:]
            var summaries: [LogLine] = []
            try await waitUntil("all are told of") {
                let lines = try deployment.log().split(separator: "\n").map { try LogLine($0) }
                summaries = lines.filter { $0.number("refusals") != nil }
                counts = [:]
                for (code, count) in summaries.flatMap({ $0.numbers("codes") }) {
                    counts[code, default: 0] += Int(count)
                }
                for line in lines.filter(Self.isOurs) {
                    counts[line["error_code"] ?? "404", default: 0] += 1
                }
                return counts == sent
            }
            #expect(!summaries.isEmpty)
            for summary in summaries {
                #expect(summary.number("refusals") == summary.numbers("codes").values.reduce(0, +))
                #expect(summary["level"] == "info")
            }
        }
    }
}
