import FoundationEssentials
import JOSE

/// The last good key sets on disk, one file for each issuer, so that a restart survives an issuer that is down.
struct KeyStore: Sendable {
    /// The longest file, in bytes: a JWK Set of 1 MiB, written anew.
    static let maxFileBytes = 2_097_152
    /// How far in the future the time in a file may lie, in seconds: clocks are set.
    static let clockSkew = 60.0

    let directory: String

    /// The stored keys of `issuer` from `source`, and their age in seconds at `now` (seconds since 1970).
    ///
    /// `nil` if there are none. Throws if there are, but not as this store writes them.
    func load(
        _ issuer: String,
        source: String,
        now: Double
    ) throws(KeyRetrievalError) -> (keys: RetrievedKeys, age: Double)? {
        let path = path(of: issuer)
        guard let bytes = try BoundedFile.read(path, maxBytes: Self.maxFileBytes) else { return nil }
        let members: JSONObject
        do {
            members = try JSONObject(parsing: bytes)
        } catch {
            throw KeyRetrievalError("The stored keys in \(path) cannot be read: \(error).")
        }
        guard let storedIssuer = members["issuer"]?.stringValue, storedIssuer.isSameText(as: issuer),
            let storedSource = members["source"]?.stringValue,
            let fetched = members["fetched_at"]?.doubleValue,
            let set = members["jwks"]?.objectValue
        else { throw KeyRetrievalError("The stored keys in \(path) are not as they were written.") }
        guard fetched <= now + Self.clockSkew else {
            throw KeyRetrievalError("The stored keys in \(path) are from the future.")
        }
        // Settings have changed since; that is no fault.
        guard storedSource.isSameText(as: source) else { return nil }
        let keys = try RetrievedKeys(document: set.encoded(), maxAge: nil)
        return (keys, max(now - fetched, 0))
    }

    /// Stores `keys` of `issuer` from `source`, fetched at `now` (seconds since 1970).
    func save(_ keys: RetrievedKeys, of issuer: String, source: String, now: Double) throws(KeyRetrievalError) {
        let path = path(of: issuer)
        do {
            let set = try JSONObject(parsing: keys.document)
            let members: JSONObject = [
                "issuer": .string(issuer),
                "source": .string(source),
                "fetched_at": .number(now),
                "jwks": .object(set),
            ]
            // Of a directory that may not be entered, the write would say that there is none.
            _ = try FileManager.default.attributesOfItem(atPath: "\(directory)/.")
            // A file beside it, synchronised, then renamed: never half a set, whenever the power goes.
            try Data(members.encoded()).write(to: URL(filePath: path), options: .atomic)
            // The keys are public; the file is closed so that nobody builds on it.
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            throw KeyRetrievalError("The keys cannot be stored in \(directory): \(SystemReason.text(error)).")
        }
    }

    /// A digest, since an issuer's text is no file name.
    private func path(of issuer: String) -> String {
        "\(directory)/\(Base64URL.encode(SHA256.digest(of: issuer))).json"
    }
}
