import Foundation
import JOSE

/// A client that signs its proofs by itself, as it makes many.
struct FleetClient: Sendable {
    let token: String
    private let key: SigningKey
    private let url: String

    init(_ deployment: Deployment) async throws {
        let client = try await DPoPClient(deployment)
        token = try await client.token()
        let content = try Data(contentsOf: URL(filePath: client.keyFile))
        key = try SigningKey(jwk: JSONObject(parsing: Array(content)))
        url = deployment.origin + Fleet.path
    }

    /// A proof of now.
    func proof() throws -> String {
        let claims: JSONObject = [
            "jti": .string(UUID().uuidString), "htm": "GET", "htu": .string(url),
            "iat": .integer(Int64(Date.now.timeIntervalSince1970)),
            "ath": .string(Base64URL.encode(SHA256.digest(of: token))),
        ]
        var jwk = key.publicJWK
        for name in ["kid", "alg", "use"] { jwk[name] = nil }
        return try key.sign(claims, header: ["typ": "dpop+jwt", "jwk": .object(jwk)])
    }
}
