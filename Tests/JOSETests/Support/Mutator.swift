import TestSupport

/// Changes good input at random, and the same way again from the same seed.
struct Mutator {
    /// How many changes each test makes.
    static let count = SeededNumbers.tries(usually: 20_000)

    private var numbers = SeededNumbers(seed: 7515)

    /// One to three changes. The outcome may by chance be the original.
    mutating func mutate(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...3, using: &numbers) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = [UInt8.random(in: 0...255, using: &numbers)]
            return
        }
        let index = Int.random(in: 0..<bytes.count, using: &numbers)
        let end = min(bytes.count, index + Int.random(in: 1...12, using: &numbers))
        switch Int.random(in: 0..<9, using: &numbers) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
        case 1: bytes[index] = UInt8.random(in: 0...255, using: &numbers)
        case 2: bytes[index] = bytes.randomElement(using: &numbers) ?? 0
        case 3: bytes.insert(bytes.randomElement(using: &numbers) ?? 0, at: index)
        case 4: bytes.remove(at: index)
        case 5: bytes.insert(contentsOf: bytes[index..<end], at: index)
        case 6: bytes.removeSubrange(index..<end)
        case 7: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &numbers))
        default: bytes.insert(contentsOf: Mutator.fragments.randomElement(using: &numbers) ?? [], at: index)
        }
    }

    /// What a parser is most likely to take wrongly.
    private static let fragments = [
        "\"", "\\", "{", "}", "[", "]", ":", ",", ".", "=", " ", "\n", "\t", "\0", "\u{FEFF}", "\\u0000", "\\uD800",
        "\\u0022", "null", "true", "-", "0", "1e9", "1E400", "é", "\u{212A}", "\"alg\":\"none\",", "\"crit\":[],",
        "\"kty\":\"oct\",", "\"d\":\"AQ\",", "AAAA", "A", "-_",
    ].map { Array($0.utf8) }
}
