/// Eight bytes of a text as one number, the first of them the lowest: what is asked of each byte is asked of all at once, which
/// costs a third to a sixth of a loop over them.
///
/// It is inlined where it is asked: in a call of its own it would bring nothing.
@usableFromInline
package struct ByteWord {
    /// How many bytes there are.
    @inlinable package static var byteCount: Int { 8 }
    @inlinable static var ones: UInt64 { 0x0101_0101_0101_0101 }
    @inlinable static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    /// The number.
    @usableFromInline package let value: UInt64

    /// The bytes from `offset` on; `nil` where fewer than eight are left.
    @inlinable @inline(__always)
    package init?(_ text: Span<UInt8>, at offset: Int) {
        guard offset &+ Self.byteCount <= text.count else { return nil }
        // In a part of known length nothing is checked any more, so that the compiler makes one load of the eight.
        let bytes = text.extracting(offset..<offset &+ Self.byteCount)
        let low = UInt64(bytes[0]) | UInt64(bytes[1]) << 8 | UInt64(bytes[2]) << 16 | UInt64(bytes[3]) << 24
        let high = UInt64(bytes[4]) | UInt64(bytes[5]) << 8 | UInt64(bytes[6]) << 16 | UInt64(bytes[7]) << 24
        self.init(value: low | high << 32)
    }

    @inlinable @inline(__always)
    init(value: UInt64) {
        self.value = value
    }

    /// The first so many of the bytes, fewer than eight, with zeros behind them.
    @inlinable @inline(__always)
    package func prefix(_ count: Int) -> ByteWord {
        ByteWord(value: value & ((1 &<< UInt64(truncatingIfNeeded: count &* 8)) &- 1))
    }

    /// Some byte is none of ASCII's.
    @inlinable @inline(__always)
    package var hasNonASCII: Bool { value & Self.highBits != 0 }

    /// Where the first byte stands that is this one, of ASCII's.
    @inlinable @inline(__always)
    package func first(_ byte: UInt8) -> Int? {
        Self.place(in: zeros(afterXor: byte))
    }

    /// Where the first byte stands that ends what a JSON string has between its quotes, or that begins an escape.
    @inlinable @inline(__always)
    package var firstNotPlain: Int? {
        Self.place(in: notPlain)
    }

    /// Each byte ``UInt8/isQuotable``.
    @inlinable @inline(__always)
    package var isQuotable: Bool {
        (notPlain | zeros(afterXor: 0x7F) | value) & Self.highBits == 0
    }

    /// The high bit of the first quote, backslash or control character is set, and none before it.
    @inlinable @inline(__always)
    var notPlain: UInt64 {
        let controls = (value &- Self.ones &* 0x20) & ~value
        return zeros(afterXor: UInt8(ascii: "\"")) | zeros(afterXor: UInt8(ascii: "\\")) | controls
    }

    /// The high bit of the first byte that is `byte` is set, and none before it; those behind it are as it happens.
    @inlinable @inline(__always)
    func zeros(afterXor byte: UInt8) -> UInt64 {
        let other = value ^ Self.ones &* UInt64(byte)
        return (other &- Self.ones) & ~other
    }

    /// The subtractions carry upwards only, so that the lowest bit is right.
    @inlinable @inline(__always)
    static func place(in marks: UInt64) -> Int? {
        let marks = marks & highBits
        return marks == 0 ? nil : marks.trailingZeroBitCount / 8
    }
}
