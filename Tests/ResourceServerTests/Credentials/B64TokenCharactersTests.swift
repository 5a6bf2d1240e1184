import ResourceServerTestSupport
import Testing

@testable import ResourceServer

@Suite("B64TokenCharacters")
struct B64TokenCharactersTests {
    private static let characters = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/".utf8
    )

    @Test("of all bytes just those of RFC 6750 are token characters", arguments: 0...255 as ClosedRange<UInt8>)
    func everyByte(byte: UInt8) {
        #expect(areAll([byte]) == Self.characters.contains(byte))
    }

    @Test("one byte that is none is found wherever it stands", arguments: [0, 1, 15, 16, 31, 32, 63, 64, 99])
    func anywhere(position: Int) {
        var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 100)
        #expect(areAll(bytes))
        for byte in ([0, 0x20, 0x2C, 0x3D, 0x7F, 0x80, 0xE1, 0xFF] as [UInt8]) {
            bytes[position] = byte
            #expect(!areAll(bytes))
        }
    }

    private func areAll(_ bytes: [UInt8]) -> Bool {
        B64TokenCharacters.areAll(in: bytes.span)
    }
}
