import FoundationEssentials
import Glibc
import JOSE

/// A file with the private JWK set of an API that takes encrypted tokens; for who only encrypts, the public half is enough.
struct DecryptionKeyFile: Sendable {
    let path: String

    /// The first key, which tokens are encrypted for.
    func encryptionKey() throws(IssuerError) -> EncryptionKey {
        guard let jwk = try keys()?.first?.objectValue, let key = try? EncryptionKey(jwk: jwk) else {
            throw IssuerError(description: "\(path) holds no JWK set whose first key encrypts")
        }
        return key
    }

    /// Makes the file, only for its owner, or puts the key before those that are in it.
    func add(_ key: DecryptionKey) throws(IssuerError) {
        let known = try keys() ?? []
        let set: JSONObject = ["keys": .array([.object(key.privateJWK)] + known)]
        umask(0o077)
        do {
            try Data(set.encoded()).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw IssuerError(description: "cannot write \(path)")
        }
    }

    /// `nil` if there is no file.
    private func keys() throws(IssuerError) -> [JSONValue]? {
        guard let content = FileManager.default.contents(atPath: path) else { return nil }
        guard let keys = (try? JSONObject(parsing: Array(content)))?["keys"]?.arrayValue else {
            throw IssuerError(description: "\(path) holds no JWK set")
        }
        return keys
    }
}
