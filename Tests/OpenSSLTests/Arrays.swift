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
