import FoundationEssentials
import Glibc
import JOSE

/// A file with the private JWK that a client proves its requests with.
struct ClientKeyFile: Sendable {
    let path: String

    func read() throws(IssuerError) -> SigningKey {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw IssuerError(description: "cannot read \(path)")
        }
        guard let jwk = try? JSONObject(parsing: Array(content)), let key = try? SigningKey(jwk: jwk) else {
            throw IssuerError(description: "\(path) holds no private JWK with its alg")
        }
        return key
    }

    /// The thumbprint (RFC 7638) of the key in the file `path`.
    static func thumbprint(inFile path: String) throws(IssuerError) -> String {
        try ClientKeyFile(path: path).read().verificationKey.thumbprint
    }

    /// Makes the file, only for its owner; one that is there already stays.
    func create(_ key: SigningKey) throws(IssuerError) {
        umask(0o077)
        do {
            try Data(key.privateJWK.encoded()).write(to: URL(filePath: path), options: .withoutOverwriting)
        } catch {
            throw IssuerError(description: "cannot make \(path), or it is there already")
        }
    }
}
