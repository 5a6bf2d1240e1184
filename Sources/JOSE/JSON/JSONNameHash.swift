/// The hash of a member's name, by which duplicates are found. Who writes the names cannot know it beforehand, so that no
/// choice of names makes them collide.
struct JSONNameHash: Sendable {
    private static let secret = (seed: UInt64.random(in: 0 ... .max), factor: UInt64.random(in: 0 ... .max) | 1)

    private let secret = Self.secret

    func of(_ name: JSONStringPlace, in bytes: [UInt8]) -> UInt32 {
        var state = State(secret)
        if name.hasEscapes {
            name.unescape(in: bytes) { state.combine($0) }
        } else {
            for index in name.start..<name.end { state.combine(bytes[index]) }
        }
        return state.finish()
    }

    func of(_ name: String) -> UInt32 {
        var state = State(secret)
        for byte in name.utf8 { state.combine(byte) }
        return state.finish()
    }

    private struct State {
        private let factor: UInt64
        private var mixed: UInt64
        private var word: UInt64 = 0
        private var count: UInt64 = 0

        init(_ secret: (seed: UInt64, factor: UInt64)) {
            (mixed, factor) = secret
        }

        mutating func combine(_ byte: UInt8) {
            word = word << 8 | UInt64(byte)
            count += 1
            if count & 7 == 0 { mix() }
        }

        mutating func finish() -> UInt32 {
            mix()
            word = count
            mix()
            return UInt32(truncatingIfNeeded: mixed)
        }

        private mutating func mix() {
            let product = (mixed ^ word).multipliedFullWidth(by: factor)
            mixed = product.high ^ product.low
            word = 0
        }
    }
}
