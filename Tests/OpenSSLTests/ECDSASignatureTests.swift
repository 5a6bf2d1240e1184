import Testing

@testable import OpenSSL

@Suite
struct ECDSASignatureTests {
    @Test("R and S at full length become DER without their leading zeros, and back")
    func bothWays() throws {
        let raw = [UInt8](repeating: 0, count: 31) + [0x80] + [UInt8](repeating: 0x7F, count: 32)
        let der: [UInt8] = [0x30, 38, 0x02, 2, 0x00, 0x80, 0x02, 32] + [UInt8](repeating: 0x7F, count: 32)
        #expect(ECDSASignature.derEncoded(raw: raw) == der)
        #expect(ECDSASignature.raw(derEncoded: der, byteCount: 32) == raw)
    }

    @Test("An odd length is no signature")
    func oddLength() {
        let raw: [UInt8] = [1, 2, 3]
        #expect(ECDSASignature.derEncoded(raw: raw) == nil)
    }

    @Test("What is no DER is no signature, and an integer that does not fit has no raw form")
    func refused() {
        #expect(ECDSASignature.raw(derEncoded: [1, 2, 3], byteCount: 32) == nil)
        #expect(ECDSASignature.raw(derEncoded: [], byteCount: 32) == nil)
        let der: [UInt8] = [0x30, 7, 0x02, 2, 0x01, 0x00, 0x02, 1, 0x01]
        #expect(ECDSASignature.raw(derEncoded: der, byteCount: 1) == nil)
        #expect(ECDSASignature.raw(derEncoded: der, byteCount: 2) == [1, 0, 0, 1])
    }
}
