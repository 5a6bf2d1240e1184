import Foundation
import Glibc
import Synchronization

/// One bearerd of a fleet, in a folder of its own, behind a port of nginx of its own.
final class FleetMember: Sendable {
    let port: UInt16
    private let folder: String
    private let environment: [String: String]
    private let process = Mutex<Process?>(nil)

    /// One that is not started yet.
    ///
    /// - Parameters:
    ///   - folder: Where it runs and logs.
    ///   - port: Where nginx listens for it.
    ///   - environment: Its settings.
    init(folder: String, port: UInt16, environment: [String: String]) {
        self.folder = folder
        self.port = port
        self.environment = environment
    }

    var http: HTTPClient { HTTPClient(port: port) }

    var log: String { (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "" }

    /// Starts it. It does not serve yet.
    func start() throws {
        try Data(log.utf8).write(to: URL(filePath: "\(folder)/log"))
        let log = try FileHandle(forWritingTo: URL(filePath: "\(folder)/log"))
        try log.seekToEnd()
        let process = Process()
        process.executableURL = URL(filePath: Project.bearerd)
        process.arguments = ["serve"]
        process.environment = environment
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardOutput = log
        process.standardError = log
        try process.run()
        self.process.withLock { $0 = process }
    }

    /// Ends it: with SIGKILL as a machine that loses its power does.
    func end(_ signal: Int32 = SIGKILL) {
        guard let process = process.withLock(\.self), process.isRunning else { return }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
    }
}
