import Files
import JOSE
import Text

/// The last good key sets on disk, one file for each issuer, so that a restart survives an issuer that is down.
///
/// The keys are public, but whoever can write them can sign tokens: ``OwnDirectory`` sees to that.
package struct KeySetStore: Sendable {
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
        guard let bytes = try read(issuer) else { return nil }
        let path = "\(directory)/\(name(of: issuer))"
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
        let members: JSONObject
        do {
            members = [
                "issuer": .string(issuer),
                "source": .string(source),
                "fetched_at": .number(now),
                "jwks": .object(try JSONObject(parsing: keys.document)),
            ]
        } catch {
            throw KeyRetrievalError("The keys cannot be stored: \(error).")
        }
        do throws(FileRefusal) {
            try OwnDirectory(directory).write(members.encoded(), to: name(of: issuer))
        } catch {
            throw KeyRetrievalError("The keys cannot be stored in \(directory): \(error).")
        }
    }

    /// Why nothing is read from the directory at `path`, nor written there; `nil` if nothing is against it, or if there
    /// is none.
    package static func refusal(of path: String) -> String? {
        do throws(FileRefusal) {
            _ = try OwnDirectory(path)
            return nil
        } catch {
            return error == .missing ? nil : error.description
        }
    }

    private func read(_ issuer: String) throws(KeyRetrievalError) -> [UInt8]? {
        do throws(FileRefusal) {
            return try OwnDirectory(directory).read(name(of: issuer), maxBytes: Self.maxFileBytes)
        } catch {
            if error == .missing { return nil }
            throw KeyRetrievalError("The stored keys in \(directory) are not read: \(error).")
        }
    }

    /// A digest, since an issuer's text is no file name.
    private func name(of issuer: String) -> String {
        "\(Base64URL.encode(SHA256.digest(of: issuer))).json"
    }
}
