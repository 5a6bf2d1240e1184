import OpenSSL

/// A private key or a secret: for an issuer, for tests, for a client's DPoP proofs. A resource server needs none.
public struct SigningKey: Sendable {
    /// What it signs with.
    public let algorithm: JWSAlgorithm
    /// `kid`.
    public let keyID: String
    /// `kty`, the public members, `kid`, `alg`, `use`. Of a secret, nothing that gives it away.
    public let publicJWK: JSONObject
    /// ``publicJWK`` and the private members. Keep it out of logs.
    public let privateJWK: JSONObject
    /// What verifies the key's signatures.
    public let verificationKey: JWK
    private let signer: Signer

    /// Makes a fresh key.
    ///
    /// - Parameters:
    ///   - algorithm: RSA keys get 2048 bits, secrets the length of the hash; `EdDSA` gives an Ed25519 key.
    ///   - keyID: the thumbprint (RFC 7638) where it is `nil`.
    /// - Returns: the key.
    /// - Throws: ``SigningKeyError/cryptography(_:)``.
    public static func generate(
        _ algorithm: JWSAlgorithm,
        keyID: String? = nil
    ) throws(SigningKeyError) -> SigningKey {
        var members: JSONObject
        do {
            members = try GeneratedKey.members(for: algorithm)
        } catch {
            throw .cryptography(error.description)
        }
        members["kid"] = keyID.map { .string($0) }
        members["alg"] = .string(algorithm.name)
        return try SigningKey(jwk: members)
    }

    /// Reads a private JWK.
    ///
    /// - Parameter jwk: with `alg`, and for RSA with all of `p`, `q`, `dp`, `dq`, `qi`. The thumbprint stands in for a
    ///   missing `kid`.
    /// - Throws: ``SigningKeyError`` where it is not a private key that its `alg` can sign with.
    public init(jwk: JSONObject) throws(SigningKeyError) {
        do {
            let members = JWKMembers(jwk)
            let algorithm = try members.algorithm(orThrow: .missingMember("alg"))
            let thumbprint = try SigningKey.verificationKey(of: jwk, algorithm).thumbprint
            var complete = jwk
            complete["kid"] = .string(try members.optionalString("kid") ?? thumbprint)
            complete["alg"] = .string(algorithm.name)
            complete["use"] = "sig"

            self.algorithm = algorithm
            keyID = try members.optionalString("kid") ?? thumbprint
            privateJWK = complete
            publicJWK = complete.withoutPrivateMembers
            verificationKey = try SigningKey.verificationKey(of: complete, algorithm)
            signer = try Signer(members, algorithm: algorithm)
        } catch {
            throw .invalidKey(error)
        }
        try checkHalves()
    }

    /// Signs bytes.
    ///
    /// - Parameters:
    ///   - payload: what is signed.
    ///   - header: further header parameters. `alg` and `kid` are set unless they are given.
    /// - Returns: a compact JWS.
    /// - Throws: ``SigningKeyError/cryptography(_:)``.
    public func sign(_ payload: [UInt8], header: JSONObject = [:]) throws(SigningKeyError) -> String {
        var parameters: JSONObject = ["alg": .string(algorithm.name)]
        for member in header.members { parameters[member.name] = member.value }
        if parameters["kid"] == nil { parameters["kid"] = .string(keyID) }
        let message = Base64URL.encode(parameters.encoded()) + "." + Base64URL.encode(payload)
        return try message + "." + Base64URL.encode(signature(for: Array(message.utf8)))
    }

    /// Signs claims, which makes a JWT.
    ///
    /// - Parameters:
    ///   - claims: what is signed.
    ///   - header: further header parameters. `alg` and `kid` are set unless they are given.
    /// - Returns: a compact JWS.
    /// - Throws: ``SigningKeyError/cryptography(_:)``.
    public func sign(_ claims: JSONObject, header: JSONObject = ["typ": "JWT"]) throws(SigningKeyError) -> String {
        try sign(claims.encoded(), header: header)
    }

    private func signature(for message: [UInt8]) throws(SigningKeyError) -> [UInt8] {
        do {
            return try signer.signature(for: message)
        } catch {
            throw .cryptography(error.description)
        }
    }

    private func checkHalves() throws(SigningKeyError) {
        let message: [UInt8] = [0]
        let signature = try signature(for: message)
        do {
            try verificationKey.material.verify(signature.span, for: message.span, algorithm: algorithm)
        } catch {
            throw .halvesDoNotMatch
        }
    }

    private static func verificationKey(
        of jwk: JSONObject,
        _ algorithm: JWSAlgorithm
    ) throws(JWKError) -> JWK {
        guard algorithm.isSymmetric else { return try JWK(jwk.withoutPrivateMembers) }
        let members = JWKMembers(jwk)
        guard try members.keyType() == .octets else { throw .algorithmNotForKey }
        let keyID = try members.optionalString("kid")
        return try .symmetric(secret: try members.octets("k"), algorithm: algorithm, keyID: keyID)
    }
}

extension JSONObject {
    fileprivate var withoutPrivateMembers: JSONObject {
        var members = self
        for name in JWKMembers.privateNames { members[name] = nil }
        return members
    }
}
