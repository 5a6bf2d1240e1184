/// Looks through an nginx configuration: which doors it has, which of them are guarded, and what is wrong with the guard.
package struct GuardCheck {
    typealias Finding = GuardFinding

    /// More locations than this in a server are not looked through: each is held against each.
    private static let maxPlaces = 2_000

    /// Everything that answers requests, in the order of the configuration.
    package private(set) var doors: [Door] = []
    /// The blocks that have a policy of their own.
    package private(set) var guardedBlocks = 0
    /// Of these, the ones whose policy refuses nobody.
    package private(set) var observedBlocks = 0
    /// Files are included that were not read.
    package private(set) var includesOthers = false
    /// What is wrong, in the order of files and lines.
    package private(set) var findings: [GuardFinding] = []
    /// What else is wrong without `PUBLIC_ORIGIN`.
    package private(set) var needsOfOrigin: [GuardFinding] = []

    /// Looks through a file, or what `nginx -T` printed, which says so itself. What has no file on disk, `-`, includes nothing
    /// that could be found.
    package static func of(_ bytes: [UInt8], file: String) -> GuardCheck {
        GuardCheck(NginxConfiguration(bytes, of: file))
    }

    /// Looks through a configuration that includes nothing.
    init(_ bytes: [UInt8]) {
        self.init(NginxConfiguration(bytes, file: "", files: .none))
    }

    private init(_ configuration: NginxConfiguration) {
        includesOthers = configuration.includesUnknown
        findings = configuration.problems
        check(configuration.directives)
        findings.sort { ($0.file, $0.line) < ($1.file, $1.line) }
    }

    private mutating func check(_ directives: [NginxDirective]) {
        let servers = NginxServer.all(in: directives)
        for server in servers where server.places.count > Self.maxPlaces {
            findings.append(Finding(server.block, "more than \(Self.maxPlaces) locations are not looked through"))
            return
        }
        let bearerds = NginxPlace.bearerds(in: servers)
        let use = GuardUse(directives, bearerds: bearerds)
        guardedBlocks = use.guardedBlocks
        observedBlocks = use.observedBlocks
        findings += use.findings + VerdictCacheUse(directives).findings
        needsOfOrigin = use.needsOfOrigin
        let verdicts = servers.map { server in server.places.map { Verdict($0, bearerds: bearerds) } }
        for (server, verdicts) in zip(servers, verdicts) {
            let serverGuard = ServerGuard(server, bearerds: bearerds)
            findings += serverGuard.findings
            findings += WaysAround(server, verdicts, failsOpen: serverGuard.failsOpen).findings
            doors += Door.all(of: server, verdicts)
        }
        doors += Door.streams(in: directives)
        findings += Neighbours(servers, verdicts, PassedApplication(directives)).findings
    }
}
