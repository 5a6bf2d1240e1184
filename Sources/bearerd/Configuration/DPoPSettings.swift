import JOSE
import OAuth
import OAuthMiddleware

/// The settings about DPoP proofs (RFC 9449).
struct DPoPSettings: Sendable {
    /// The values of `DPOP_NONCE`.
    enum NonceMode: String, CaseIterable {
        case off
        case required
    }

    let mode: ProofRule
    let policy: DPoPPolicy
    let replayEntries: Int
    /// `nil` where proofs need no nonce.
    let nonces: ServerNonces?
    /// The file with the secret of the nonces, if everybody may read it.
    let exposedKeyFile: String?
    let address: PublicAddress

    /// Reads and checks every one of them, also those that the mode does without.
    ///
    /// - Throws: ``SettingError`` for the first that is wrong.
    init(_ reader: SettingReader) throws(SettingError) {
        mode = try reader.required(.dpopMode, "allowed, required or disabled", ProofRule.init)
        policy = DPoPPolicy(
            algorithms: try Self.algorithms(reader),
            proofAge: try reader.required(
                .dpopProofAge,
                "a duration from 1s to 1h",
                SettingValue.duration(in: .seconds(1)...(.seconds(3_600)))
            ),
            proofLeeway: try reader.required(
                .dpopProofLeeway,
                "a duration from 0s to 5m",
                SettingValue.duration(in: .zero...(.seconds(300)))
            )
        )
        replayEntries = try reader.required(
            .dpopReplayEntries,
            "a number from 1 to 10000000",
            SettingValue.integer(in: 1...10_000_000)
        )
        let nonceMode = try reader.required(.dpopNonce, "off or required", NonceMode.init)
        let secret = try reader.file(.dpopNonceKeyFile, Self.expectedKeyFile, limit: 4_096)
        let nonces = try Self.nonces(secret, reader)
        self.nonces = nonceMode == .required ? nonces : nil
        let keyFile = reader.text(.dpopNonceKeyFile)?.value
        exposedKeyFile = keyFile.flatMap { SmallFile.isReadableByEveryone($0) ? $0 : nil }
        address = PublicAddress(origin: try Self.origin(reader), pathPrefix: try Self.pathPrefix(reader))
    }

    private static let expectedKeyFile = "a readable file of 32 to 4096 bytes"

    private static func nonces(_ secret: [UInt8]?, _ reader: SettingReader) throws(SettingError) -> ServerNonces {
        do {
            return try ServerNonces(secret: secret)
        } catch {
            throw reader.error(.dpopNonceKeyFile, expectedKeyFile)
        }
    }

    private static func algorithms(_ reader: SettingReader) throws(SettingError) -> [JWSAlgorithm] {
        let asymmetric = JWSAlgorithm.all.filter { !$0.isSymmetric }
        let expected = "a list of \(asymmetric.map(\.name).joined(separator: ", "))"
        return try reader.required(
            .dpopAlgorithms,
            expected,
            SettingValue.list(of: { name in JWSAlgorithm(named: name).flatMap { $0.isSymmetric ? nil : $0 } })
        )
    }

    private static func origin(_ reader: SettingReader) throws(SettingError) -> HTTPOrigin? {
        try reader.value(.publicOrigin, "https://HOST or https://HOST:PORT without a path", { HTTPOrigin($0) })
    }

    private static func pathPrefix(_ reader: SettingReader) throws(SettingError) -> String {
        try reader.value(.publicPathPrefix, "a path with a slash at its front and none at its end", pathPrefix) ?? ""
    }

    /// A path as a URI has it (RFC 3986 §3.3), without dot segments.
    private static func pathPrefix(_ text: String) -> String? {
        let isPath = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-._~%!$&'()*+,;=:@/".utf8.contains(byte)
            }
        }
        guard isPath, text.hasPrefix("/"), !text.hasSuffix("/"), let origin = HTTPOrigin("https://localhost"),
            TargetURI(origin: origin, path: text) != nil
        else { return nil }
        return text
    }
}

extension DPoPSettings {
    /// How the guard takes tokens.
    func guardMode(_ protection: DPoPProtection) -> DPoPMode {
        switch mode {
        case .allowed: .allowed(protection)
        case .required: .required(protection)
        case .disabled: .disabled
        }
    }

    /// What judges proofs; one for the process, since it remembers them.
    func makeProtection() -> DPoPProtection {
        let memory = InMemoryReplayMemory(capacity: replayEntries, window: policy.window)
        let validator = DPoPValidator(policy: policy, memory: memory, nonces: nonces)
        return DPoPProtection(validator: validator, address: address)
    }
}
