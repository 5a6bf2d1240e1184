import OpenSSL
import Testing

@Suite
struct ConstantTimeTests {
    @Test("Every changed bit is seen")
    func changedBits() {
        let bytes = [UInt8](repeating: 0x5A, count: 32)
        #expect(ConstantTime.areEqual(bytes, bytes))
        for bit in 0..<256 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!ConstantTime.areEqual(bytes, changed))
        }
    }

    @Test("Lengths that differ are not equal")
    func lengths() {
        let bytes: [UInt8] = [1, 2]
        let longer: [UInt8] = [1, 2, 0]
        let none: [UInt8] = []
        #expect(!ConstantTime.areEqual(bytes, longer))
        #expect(!ConstantTime.areEqual(bytes, none))
        #expect(ConstantTime.areEqual(none, none))
    }
}
