import Files
import JOSE
import Text

/// The file of `DECRYPTION_KEYS_FILE`, and the private keys in it.
struct DecryptionKeysFile: Sendable {
    static let longest = 1_048_576

    let path: String
    let keys: DecryptionKeySet

    /// - Throws: ``SettingReason``, without anything from a key.
    init(_ path: String) throws(SettingReason) {
        let content: [UInt8]
        do throws(FileRefusal) { content = try SmallFile.content(of: path, limit: Self.longest) } catch {
            throw SettingReason(error.phrase)
        }
        do throws(DecryptionKeySetError) { keys = try DecryptionKeySet(parsing: content) } catch {
            throw SettingReason(error.description)
        }
        self.path = path
    }

    /// What `check-config` says of them: a line for each.
    var lines: [String] { keys.keys.map { "# \(path): \(Self.line($0))" } }

    /// What an operator should know, though it stops nothing.
    var warnings: [String] {
        var warnings: [String] = []
        if SmallFile.isReadableByEveryone(path) {
            warnings.append(
                "the private keys in \(path) can be read by every user of this machine (DECRYPTION_KEYS_FILE)"
            )
        }
        if SmallFile.isWritableByOthers(path) {
            warnings.append("the private keys in \(path) can be changed by others than its owner (chmod go-w)")
        }
        if keys.keys.contains(where: { $0.keyID == nil }) {
            warnings.append(
                "a key in \(path) has no kid, and decrypts only tokens that name none (DECRYPTION_KEYS_FILE)"
            )
        }
        return warnings
    }

    /// Its name, its kind, and which tokens it is for.
    private static func line(_ key: DecryptionKey) -> String {
        let name = key.keyID.map { "kid \(QuotedText.quoted($0))" } ?? "no kid"
        let size = key.summary.curve ?? key.summary.bits.map { "\($0) bits" }
        let kind = [key.summary.keyType ?? "no kty", size].compactMap(\.self).joined(separator: ", ")
        let algorithms = key.algorithms.map(\.name).joined(separator: ", ")
        let encryptions = key.encryptions.map(\.name).joined(separator: ", ")
        return "\(name): \(kind): decrypts \(algorithms) with \(encryptions)"
    }
}

extension SettingForm where Value == DecryptionKeysFile {
    /// A file that is a private JWK set.
    static var decryptionKeys: Self {
        Self("path", "a readable JWK set of private keys (RFC 7517) of at most 1 MiB", namesFile: true) {
            path throws(Reason) in try DecryptionKeysFile(path)
        }
    }
}
