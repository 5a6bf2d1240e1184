import Foundation
import Glibc
import Subprocess
import Testing

/// A token-issuer, a real nginx and a bearerd that work together in a folder of their own.
struct Deployment: Sendable {
    static let audience = "https://my-api.example.com"

    let folder: String
    let port: UInt16
    let bearerd: RunningProgram
    /// The same bearerd, to be started again when a test has ended it.
    let bearerdProgram: Program

    var http: HTTPClient { HTTPClient(port: port) }
    var origin: String { "http://127.0.0.1:\(port)" }
    var issuer: String { origin + "/" }
    var bearerdSocket: String { "\(folder)/sockets/bearerd.sock" }

    /// A token of `token-issuer token` with these options; a good one for no scope without any.
    func token(_ options: String...) async throws -> String { try await token(options) }

    /// A token of `token-issuer token` with these options; a good one for no scope without any.
    func token(_ options: [String]) async throws -> String {
        let command = [Project.tokenIssuer, "token", "--state", "\(folder)/issuer"] + options
        let result = try await Program(command: command).run()
        try #require(result.succeeded, "\(result.error)")
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// Makes a new signing key; its identifier.
    @discardableResult
    func rotateKey() async throws -> String {
        let command = [Project.tokenIssuer, "rotate", "--state", "\(folder)/issuer"]
        let result = try await Program(command: command).run()
        try #require(result.succeeded, "\(result.error)")
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// The issuer of this deployment, to be started when the configuration does not.
    var tokenIssuer: Program { Program(command: Self.issuerCommand(folder: folder, port: port)) }

    fileprivate static func issuerCommand(folder: String, port: UInt16) -> [String] {
        [
            Project.tokenIssuer, "serve", "--state", "\(folder)/issuer",
            "--listen", "unix:\(folder)/sockets/token-issuer.sock",
            "--issuer", "http://127.0.0.1:\(port)/", "--audience", audience,
        ]
    }

    /// Everything that bearerd has said so far.
    func log() throws -> String {
        try String(contentsOfFile: "\(folder)/bearerd.log", encoding: .utf8)
    }

    /// What nginx complained about so far.
    func nginxLog() throws -> String {
        try String(contentsOfFile: "\(folder)/nginx.log", encoding: .utf8)
    }

    /// Ends the bearerd that has the socket at the moment, and waits for the next one.
    func restartBearerd() async throws {
        let file = "\(folder)/bearerd.pid"
        let before = try String(contentsOfFile: file, encoding: .utf8)
        kill(try #require(pid_t(before.trimmingCharacters(in: .newlines))), SIGTERM)
        try await waitUntil("the next one is started") { try String(contentsOfFile: file, encoding: .utf8) != before }
    }

    /// What bearerd has logged once `text` is there: it answers before its lines are written.
    func log(with text: String) async throws -> String {
        try await waitUntil("the log has \(text)") { try log().contains(text) }
        return try log()
    }

    /// The lines of the log that are about a request to `path`.
    func logLines(path: String) throws -> [LogLine] {
        try log().split(separator: "\n").map { try LogLine($0) }.filter { $0["path"] == path }
    }
}

/// What differs from one deployment to another.
struct DeploymentConfiguration: Sendable {
    /// Settings of bearerd, beside the listener, the issuer and the audience.
    var settings: [String: String] = [:]
    /// Further settings that name files in the folder.
    var settingsFromFolder: @Sendable (_ folder: String) -> [String: String] = { _ in [:] }
    /// Where nginx listens, and with it the issuer's name; a free port if none is given.
    var port: UInt16?
    /// Whether the socket is somebody else's who hands it to one bearerd after another, as systemd does.
    var keepsSocket = false
    /// Without it, discovery is answered 502 by nginx.
    var startsIssuer = true
    /// Whether to wait until bearerd has keys, or only until it serves.
    var readiness = "/readyz"
    /// The file in the folder, or anywhere, that bearerd's standard error goes to.
    var log = "bearerd.log"
    /// A further server block of nginx.
    var furtherServer = ""
    /// An issuer that bearerd trusts beside the good one.
    var furtherIssuer: String?
    /// Makes what the further server needs in the folder before nginx starts.
    var prepareNginx: @Sendable (_ folder: String) async throws -> Void = { _ in }
    /// A folder in nginx's that is a file system of its own, which only nginx sees, and its size, such as `16k`.
    var nginxDisk: (folder: String, size: String)?
    /// Puts files into the folder before bearerd starts; it is given the good issuer's set of keys.
    var prepare: @Sendable (_ folder: String, _ keys: String) throws -> Void = { _, _ in }
}

/// Runs `body` with a deployment that is gone afterwards, processes and files.
func withDeployment<Result: Sendable>(
    _ configuration: DeploymentConfiguration = DeploymentConfiguration(),
    _ body: (Deployment) async throws -> Result
) async throws -> Result {
    try await deploymentGate.pass {
        try await withTemporaryFolder { folder in
            try await DeploymentBuilder(folder: folder, configuration: configuration).run(body)
        }
    }
}

private let deploymentGate = Gate(places: 4)

private struct DeploymentBuilder {
    let folder: String
    let configuration: DeploymentConfiguration
    let port: UInt16

    init(folder: String, configuration: DeploymentConfiguration) throws {
        self.folder = folder
        self.configuration = configuration
        self.port = try configuration.port ?? LocalSocket.freePort()
        try FileManager.default.createDirectory(atPath: "\(folder)/sockets", withIntermediateDirectories: false)
        try writeNginxConfiguration()
    }

    func run<Result: Sendable>(_ body: (Deployment) async throws -> Result) async throws -> Result {
        try await configuration.prepareNginx(folder)
        return try await withIssuer {
            try await nginx.running(log: "\(folder)/nginx.log") { _ in
                try await prepare()
                let outcome = try await bearerd.running(log: log) { process in
                    try await waitFor(configuration.readiness)
                    return try await body(deployment(process))
                }
                // Whatever a test did to it, it stops as it should.
                #expect(outcome.ending == .exited(0))
                return outcome.result
            }.result
        }
    }

    private var log: String { configuration.log.hasPrefix("/") ? configuration.log : "\(folder)/\(configuration.log)" }

    private func deployment(_ process: RunningProgram) -> Deployment {
        Deployment(folder: folder, port: port, bearerd: process, bearerdProgram: bearerd)
    }

    private func withIssuer<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await IssuerKey.put(into: "\(folder)/issuer")
        guard configuration.startsIssuer else { return try await body() }
        return try await issuer.running(log: "\(folder)/token-issuer.log") { _ in
            try await waitUntil("token-issuer listens") {
                (try? LocalSocket(path: "\(folder)/sockets/token-issuer.sock")) != nil
            }
            return try await body()
        }.result
    }

    /// bearerd fetches keys as soon as it starts, so what it fetches from has to be there.
    private func prepare() async throws {
        let http = HTTPClient(port: port)
        try await waitUntil("nginx answers") { try await http.send("GET", "/").status > 0 }
        guard configuration.startsIssuer else { return }
        let keys = try await http.send("GET", "/.well-known/jwks.json")
        try #require(keys.status == 200)
        try configuration.prepare(folder, keys.text)
    }

    private var issuer: Program { Program(command: Deployment.issuerCommand(folder: folder, port: port)) }

    private var nginx: Program {
        // A worker of another user could not reach this folder.
        let isRoot = geteuid() == 0 || configuration.nginxDisk != nil
        let user = isRoot ? ["-g", "user root;"] : []
        let command = ["nginx", "-e", "stderr", "-p", folder, "-c", "\(folder)/nginx.conf"] + user
        guard let disk = configuration.nginxDisk else { return Program(command: command) }
        let mount = #"mkdir "$0" && mount -t tmpfs -o "size=$1,mode=0700" none "$0" && shift && exec "$@""#
        let wrapper = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount]
        return Program(command: wrapper + ["\(folder)/\(disk.folder)", disk.size] + command)
    }

    private var bearerd: Program {
        var settings = [
            "FASTCGI_LISTEN": "unix:\(folder)/sockets/bearerd.sock",
            "ISSUERS": (["http://127.0.0.1:\(port)/"] + [configuration.furtherIssuer].compactMap(\.self)).joined(
                separator: ","
            ),
            "AUTH0_AUDIENCE": Deployment.audience,
        ]
        settings.merge(configuration.settings) { $1 }
        settings.merge(configuration.settingsFromFolder(folder)) { $1 }
        guard configuration.keepsSocket else {
            return Program(command: [Project.bearerd, "serve"], environment: settings, folder: folder)
        }
        let variables = settings.map { "--setenv=\($0.key)=\($0.value)" }
        let listener = "--listen=\(folder)/sockets/bearerd.sock"
        let activation = ["systemd-socket-activate", listener] + variables
        return Program(command: activation + ["sh", "-c", Self.keeper, Project.bearerd], folder: folder)
    }

    /// Starts bearerd again whenever it ends, until it is told to end itself. Its number is in the file `bearerd.pid`.
    private static let keeper = #"""
        trap 'over=1; kill "$child"' TERM
        until [ "$over" ]; do
            "$0" serve <&3 3<&- &
            child=$!
            echo "$child" >bearerd.pid
            wait "$child"
        done
        wait "$child"
        """#

    /// The configuration of `make run`, and a further server if one is asked for.
    private func writeNginxConfiguration() throws {
        let files = [
            "bearerd_params", "bearerd_locations.conf", "bearerd_guard_params", "bearerd_guard_server.conf",
            "bearerd_guard.conf", "bearerd_cors.conf", "bearerd_logout.conf",
            "bearerd_verdicts.conf",
        ]
        for file in files {
            try Project.text(of: "nginx/\(file)").write(toFile: "\(folder)/\(file)", atomically: false, encoding: .utf8)
        }
        var text = try Project.text(of: "nginx/run.conf.in")
            .replacingOccurrences(of: "@FOLDER@", with: folder)
            .replacingOccurrences(of: "@PORT@", with: String(port))
        let end = try #require(text.lastIndex(of: "}"))
        text.replaceSubrange(end..., with: configuration.furtherServer.replacing("@FOLDER@", with: folder) + "\n}\n")
        try text.write(toFile: "\(folder)/nginx.conf", atomically: false, encoding: .utf8)
    }

    private func waitFor(_ path: String) async throws {
        let http = HTTPClient(port: port)
        do {
            try await waitUntil("\(path) answers 200") { try await http.send("GET", path).status == 200 }
        } catch {
            for log in ["token-issuer.log", "nginx.log", "bearerd.log"] {
                Issue.record("\(log): \((try? String(contentsOfFile: "\(folder)/\(log)", encoding: .utf8)) ?? "none")")
            }
            throw error
        }
    }
}
