import Files
import JOSE
import OAuth
import ResourceServer
import Text
import URI

/// The settings about DPoP proofs (RFC 9449).
struct DPoPSettings: Sendable {
    /// The values of `DPOP_NONCE`.
    enum NonceMode: String, CaseIterable, Sendable {
        case off
        case required
    }

    let mode: DPoPMode
    private(set) var policy: DPoPPolicy
    private(set) var replayEntries: Int
    /// `nil` where proofs need no nonce.
    private(set) var nonces: ServerNonces?
    /// The secret of the nonces is from no file, but made when the settings were read.
    private let isNonceSecretMade: Bool
    /// The file with the secret of the nonces, if everybody may read it.
    let exposedKeyFile: String?
    let address: PublicAddress

    /// Reads and checks every one of them, also those that the mode does without.
    ///
    /// - Throws: ``SettingError`` for the first that is wrong.
    init(_ reader: SettingReader) throws(SettingError) {
        mode = try reader.required(\.dpopMode)
        policy = DPoPPolicy(
            algorithms: try reader.required(\.dpopAlgorithms),
            proofAge: try reader.required(\.dpopProofAge),
            proofLeeway: try reader.required(\.dpopProofLeeway)
        )
        replayEntries = try reader.required(\.dpopReplayEntries)
        let nonceMode = try reader.required(\.dpopNonce)
        let keyFile = try reader.value(\.dpopNonceKeyFile)
        let nonces = try Self.nonces(keyFile?.content, reader)
        self.nonces = nonceMode == .required ? nonces : nil
        isNonceSecretMade = keyFile == nil
        exposedKeyFile = keyFile.flatMap { SmallFile.isReadableByEveryone($0.path) ? $0.path : nil }
        let prefix = try reader.value(\.publicPathPrefix)
        address = PublicAddress(origin: try reader.value(\.publicOrigin), pathPrefix: prefix ?? "")
    }

    private static func nonces(_ secret: [UInt8]?, _ reader: SettingReader) throws(SettingError) -> ServerNonces {
        do { return try ServerNonces(secret: secret) } catch { throw reader.error(\.dpopNonceKeyFile) }
    }

    /// A path as a URI has it (RFC 3986 §3.3), without dot segments.
    static func pathPrefix(_ text: String) -> String? {
        let isPath = text.utf8.allSatisfy { $0.isUnreserved || "%!$&'()*+,;=:@/".utf8.contains($0) }
        guard isPath, text.hasPrefix("/"), !text.hasSuffix("/"), let origin = HTTPOrigin("https://localhost"),
            TargetURI(origin: origin, path: text) != nil
        else { return nil }
        return text
    }
}

extension DPoPSettings {
    /// Keeps what only a start takes, since the memory of used proofs is made for it, and a secret that nobody has in a file.
    mutating func keep(from current: DPoPSettings) {
        replayEntries = current.replayEntries
        policy.proofAge = current.policy.proofAge
        policy.proofLeeway = current.policy.proofLeeway
        if nonces != nil, isNonceSecretMade, current.isNonceSecretMade { nonces = current.nonces ?? nonces }
    }

    /// The memory of used proofs; one for the process.
    func makeStore() -> InMemoryReplayStore {
        InMemoryReplayStore(capacity: replayEntries, window: policy.window)
    }

    /// What judges proofs.
    func makeProtection(_ store: any ReplayStore) -> DPoPProtection {
        let validator = DPoPValidator(policy: policy, store: store, nonces: nonces)
        return DPoPProtection(validator: validator, address: address)
    }
}
