@testable import OpenSSL

// `#expect` cannot hold a span: the same calls with arrays.

extension PublicKey {
    func isValid(signature: [UInt8], for message: [UInt8], scheme: SignatureScheme) -> Bool {
        isValid(signature: signature.span, for: message.span, scheme: scheme)
    }
}

extension HashAlgorithm {
    func digest(of message: [UInt8]) -> [UInt8] {
        digest(of: message.span)
    }
}

extension HMACKey {
    func authenticationCode(for message: [UInt8]) -> [UInt8] {
        authenticationCode(for: message.span)
    }
}

extension ConstantTime {
    static func areEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        areEqual(first.span, second.span)
    }
}

extension ECDSASignature {
    static func derEncoded(raw: [UInt8]) -> [UInt8]? {
        ECDSASignature(raw: raw.span)?.derEncoded
    }

    static func raw(derEncoded der: [UInt8], byteCount: Int) -> [UInt8]? {
        ECDSASignature(derEncoded: der)?.raw(byteCount: byteCount)
    }
}

extension AESGCM {
    static func open(
        _ ciphertext: [UInt8],
        tag: [UInt8],
        key: [UInt8],
        vector: [UInt8],
        authenticating data: [UInt8]
    ) -> [UInt8]? {
        open(ciphertext.span, tag: tag.span, key: key, vector: vector, authenticating: data.span)
    }

    static func seal(
        _ plaintext: [UInt8],
        key: [UInt8],
        vector: [UInt8],
        authenticating data: [UInt8]
    ) -> (ciphertext: [UInt8], tag: [UInt8])? {
        seal(plaintext.span, key: key, vector: vector, authenticating: data.span)
    }
}

extension AESCBC {
    static func encrypt(_ plaintext: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]? {
        encrypt(plaintext.span, key: key, vector: vector)
    }

    static func decrypt(_ ciphertext: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]? {
        decrypt(ciphertext.span, key: key, vector: vector)
    }
}

extension AESKeyWrap {
    static func wrap(_ plain: [UInt8], with key: [UInt8]) -> [UInt8]? { wrap(plain.span, with: key) }
    static func unwrap(_ wrapped: [UInt8], with key: [UInt8]) -> [UInt8]? { unwrap(wrapped.span, with: key) }
}

extension OAEPDecryption {
    func decrypt(_ ciphertext: [UInt8]) -> [UInt8]? { decrypt(ciphertext.span) }
}
