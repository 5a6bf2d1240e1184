import FastCGI
import FoundationEssentials
import Glibc
import Logging
import ResourceServer

/// A memory of used DPoP proofs of one's own: here files of a folder that several processes share.
@main
struct OwnReplayStore: FastCGIProgram {
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "own-replay-store")
        guard let address = PublicAddress(environment["ORIGIN"] ?? "https://my-api.example.com") else {
            throw StartError(description: "ORIGIN: expected an origin such as https://my-api.example.com")
        }
        let proofs = DPoPPolicy()
        let store = try FolderReplayStore(
            folder: environment["PROOFS"] ?? "/var/lib/own-replay-store",
            window: proofs.window
        )
        let api = try ResourceServer(
            issuers: [
                IssuerPolicy(
                    issuer: environment["ISSUER"] ?? "https://example.eu.auth0.com/",
                    audiences: ["https://my-api.example.com"]
                )
            ],
            dpop: .required,
            proofs: DPoPProtection(validator: DPoPValidator(policy: proofs, store: store), address: address),
            logger: logger
        )
        var router = Router()
        router.post("/transfers", api.requiring(.scope("make:transfers")) { _, _ in Response(status: .created) })
        let socket = environment["SOCKET"] ?? "/run/own-replay-store/own-replay-store.sock"
        try await Server(.unix(socket), handler: router, logger: logger).runUntilSignalled()
    }
}

/// A file a proof: to make one that must not be there yet is one step, whoever else does so (`O_EXCL`). The like of a shared
/// store is `SET key 1 NX PX window` of Redis.
///
/// An actor runs on threads of its own, so that no worker waits for the disk.
actor FolderReplayStore: ReplayStore {
    private static let mostFiles = 100_000
    private let folder: String
    private let window: Duration
    /// The files to remove, the oldest first, by a clock that nobody sets.
    private var files: [(name: String, until: ContinuousClock.Instant)]

    init(folder: String, window: Duration) throws {
        self.folder = folder
        self.window = window
        // Whoever made those that are there already: they stay for a whole window.
        let until = ContinuousClock.now + window
        files = try FileManager.default.contentsOfDirectory(atPath: folder).map { ($0, until) }
    }

    func remember(_ key: ReplayKey, of client: ReplayClient, until expiry: NumericDate) -> ReplayVerdict {
        removeOld()
        guard files.count < Self.mostFiles else {
            return .full(retryAfter: .seconds(1), reason: "the folder of used proofs is full")
        }
        // The name is a digest in base64url: nothing of it is the client's.
        let file = open("\(folder)/\(key.text)", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            if errno == EEXIST { return .replayed }
            // What cannot be remembered is refused.
            return .unavailable(retryAfter: .seconds(1), reason: "the folder of used proofs cannot be written")
        }
        close(file)
        files.append((key.text, .now + window))
        return .fresh
    }

    private func removeOld() {
        let now = ContinuousClock.now
        let old = files.prefix { $0.until <= now }
        for file in old { unlink("\(folder)/\(file.name)") }
        files.removeFirst(old.count)
    }
}

struct StartError: Error, CustomStringConvertible {
    let description: String
}
