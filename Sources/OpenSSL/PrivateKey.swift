import COpenSSL

/// A private key that signs, decrypts or agrees on keys.
@safe
package final class PrivateKey: @unchecked Sendable {  // An EVP_PKEY is only read once it is made.
    let key: OpaquePointer

    private init(takingOwnershipOf key: OpaquePointer) {
        unsafe self.key = key
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// The integers of RFC 7518 §6.3, big-endian.
    package struct RSAComponents: Sendable {
        package var modulus, publicExponent, privateExponent: [UInt8]
        package var primes, exponents: (first: [UInt8], second: [UInt8])
        package var coefficient: [UInt8]

        package init(
            modulus: [UInt8],
            publicExponent: [UInt8],
            privateExponent: [UInt8],
            primes: (first: [UInt8], second: [UInt8]),
            exponents: (first: [UInt8], second: [UInt8]),
            coefficient: [UInt8]
        ) {
            self.modulus = modulus
            self.publicExponent = publicExponent
            self.privateExponent = privateExponent
            self.primes = primes
            self.exponents = exponents
            self.coefficient = coefficient
        }
    }

    package convenience init(rsa: RSAComponents) throws(OpenSSLError) {
        var parameters = try KeyParameters()
        try parameters.add(integer: rsa.modulus, as: .modulus)
        try parameters.add(integer: rsa.publicExponent, as: .publicExponent)
        try parameters.add(integer: rsa.privateExponent, as: .privateExponent)
        try parameters.add(integer: rsa.primes.first, as: .firstPrime)
        try parameters.add(integer: rsa.primes.second, as: .secondPrime)
        try parameters.add(integer: rsa.exponents.first, as: .firstExponent)
        try parameters.add(integer: rsa.exponents.second, as: .secondExponent)
        try parameters.add(integer: rsa.coefficient, as: .coefficient)
        let key = unsafe try parameters.makeKeyOwned(type: "RSA", selection: .keyPair)
        unsafe self.init(takingOwnershipOf: key)
    }

    /// The private scalar and the point's coordinates, big-endian, each as long as the curve's field.
    package convenience init(curve: Curve, d: [UInt8], x: [UInt8], y: [UInt8]) throws(OpenSSLError) {
        var parameters = try KeyParameters()
        try parameters.add(group: curve.groupName)
        try parameters.add(octets: [0x04] + x + y, as: .publicKey)
        try parameters.add(integer: d, as: .privateKey)
        let key = unsafe try parameters.makeKeyOwned(type: curve.keyType, selection: .keyPair)
        unsafe self.init(takingOwnershipOf: key)
    }

    /// The seed of RFC 8032, or the scalar of RFC 7748, and the encoded point.
    package convenience init(octetKeyPair curve: Curve, d: [UInt8], x: [UInt8]) throws(OpenSSLError) {
        var parameters = try KeyParameters()
        try parameters.add(octets: x, as: .publicKey)
        try parameters.add(octets: d, as: .privateKey)
        let key = unsafe try parameters.makeKeyOwned(type: curve.keyType, selection: .keyPair)
        unsafe self.init(takingOwnershipOf: key)
    }

    package static func generate(rsaBits bits: Int) throws(OpenSSLError) -> PrivateKey {
        unsafe try generate(type: "RSA") { context in
            unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, CInt(bits))
        }
    }

    package static func generate(curve: Curve) throws(OpenSSLError) -> PrivateKey {
        unsafe try generate(type: curve.keyType) { context in
            curve.isOctetKeyPair ? 1 : unsafe EVP_PKEY_CTX_set_group_name(context, "\(curve.groupName)")
        }
    }

    private static func generate(
        type: StaticString,
        configure: (OpaquePointer) -> CInt
    ) throws(OpenSSLError) -> PrivateKey {
        let context = unsafe try OpenSSLError.unwrap(
            EVP_PKEY_CTX_new_from_name(nil, "\(type)", nil),
            "EVP_PKEY_CTX_new_from_name"
        )
        defer { unsafe EVP_PKEY_CTX_free(context) }
        unsafe try OpenSSLError.check(EVP_PKEY_keygen_init(context), "EVP_PKEY_keygen_init")
        unsafe try OpenSSLError.check(configure(context), "EVP_PKEY_CTX_set")
        var key: OpaquePointer?
        unsafe try OpenSSLError.check(EVP_PKEY_generate(context, &key), "EVP_PKEY_generate")
        return unsafe PrivateKey(takingOwnershipOf: try OpenSSLError.unwrap(key, "EVP_PKEY_generate"))
    }

    package var rsaComponents: RSAComponents {
        get throws(OpenSSLError) {
            RSAComponents(
                modulus: try integer(.modulus),
                publicExponent: try integer(.publicExponent),
                privateExponent: try integer(.privateExponent),
                primes: (try integer(.firstPrime), try integer(.secondPrime)),
                exponents: (
                    try integer(.firstExponent), try integer(.secondExponent)
                ),
                coefficient: try integer(.coefficient)
            )
        }
    }

    /// The private scalar and the point's coordinates, each as long as the curve's field.
    package func ellipticComponents(
        of curve: Curve
    ) throws(OpenSSLError) -> (d: [UInt8], x: [UInt8], y: [UInt8]) {
        (
            d: try integer(.privateKey, count: curve.byteCount),
            x: try integer(.x, count: curve.byteCount),
            y: try integer(.y, count: curve.byteCount)
        )
    }

    /// The seed and the encoded point.
    package func octetComponents(of curve: Curve) throws(OpenSSLError) -> (d: [UInt8], x: [UInt8]) {
        (
            d: try octets(.privateKey, count: curve.byteCount),
            x: try octets(.publicKey, count: curve.byteCount)
        )
    }

    private func integer(
        _ name: KeyParameters.Name,
        count: Int? = nil
    ) throws(OpenSSLError) -> [UInt8] {
        var integer: OpaquePointer?
        unsafe try OpenSSLError.check(EVP_PKEY_get_bn_param(key, name.cString, &integer), "EVP_PKEY_get_bn_param")
        defer { unsafe BN_clear_free(integer) }
        let count = unsafe count ?? (Int(BN_num_bits(integer)) + 7) / 8
        guard let bytes = unsafe BigInteger.bytes(of: integer, count: count) else {
            throw OpenSSLError.last("BN_bn2binpad")
        }
        return bytes
    }

    private func octets(_ name: KeyParameters.Name, count: Int) throws(OpenSSLError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var written = 0
        let status = unsafe EVP_PKEY_get_octet_string_param(key, name.cString, &bytes, count, &written)
        try OpenSSLError.check(status, "EVP_PKEY_get_octet_string_param")
        return Array(bytes.prefix(written))
    }

    /// R and S of ECDSA get `coordinateByteCount` octets each.
    package func signature(
        for message: [UInt8],
        scheme: SignatureScheme,
        coordinateByteCount: Int
    ) throws(OpenSSLError) -> [UInt8] {
        switch scheme {
        case .rsaPKCS1(let hash), .rsaPSS(let hash):
            return try sign(digest: hash.digest(of: message.span), scheme: scheme)
        case .ecdsa(let hash):
            let der = try sign(digest: hash.digest(of: message.span), scheme: scheme)
            guard let raw = ECDSASignature(derEncoded: der)?.raw(byteCount: coordinateByteCount) else {
                throw OpenSSLError.last("d2i_ECDSA_SIG")
            }
            return raw
        case .eddsa:
            return try sign(message: message)
        }
    }

    private func sign(digest: [UInt8], scheme: SignatureScheme) throws(OpenSSLError) -> [UInt8] {
        let context = unsafe try OpenSSLError.unwrap(
            EVP_PKEY_CTX_new_from_pkey(nil, key, nil),
            "EVP_PKEY_CTX_new_from_pkey"
        )
        defer { unsafe EVP_PKEY_CTX_free(context) }
        unsafe try OpenSSLError.check(EVP_PKEY_sign_init(context), "EVP_PKEY_sign_init")
        guard unsafe scheme.configure(context) else { throw OpenSSLError.last("EVP_PKEY_CTX_set") }
        var count = unsafe Int(EVP_PKEY_get_size(key))
        var signature = [UInt8](repeating: 0, count: count)
        let status = unsafe EVP_PKEY_sign(context, &signature, &count, digest, digest.count)
        try OpenSSLError.check(status, "EVP_PKEY_sign")
        return Array(signature.prefix(count))
    }

    private func sign(message: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        let context = unsafe try OpenSSLError.unwrap(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        defer { unsafe EVP_MD_CTX_free(context) }
        let initialised = unsafe EVP_DigestSignInit_ex(context, nil, nil, nil, nil, key, nil)
        try OpenSSLError.check(initialised, "EVP_DigestSignInit_ex")
        var count = unsafe Int(EVP_PKEY_get_size(key))
        var signature = [UInt8](repeating: 0, count: count)
        let status = unsafe EVP_DigestSign(context, &signature, &count, message, message.count)
        try OpenSSLError.check(status, "EVP_DigestSign")
        return Array(signature.prefix(count))
    }
}
