import Foundation

/// Changes good input at random, and the same way again from the same seed.
///
/// `MUTATIONS` in the environment says how many each test makes, `MUTATION_SEED` where the sequence begins.
struct Mutator: RandomNumberGenerator {
    static let count = number(named: "MUTATIONS") ?? 20_000
    static let seed = UInt64(number(named: "MUTATION_SEED") ?? 7515)

    private var state: UInt64

    init(seed: UInt64 = Mutator.seed) {
        state = seed
    }

    private static func number(named name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One to three changes. The outcome may by chance be the original.
    mutating func mutate(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...3, using: &self) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = [UInt8.random(in: 0...255, using: &self)]
            return
        }
        let index = Int.random(in: 0..<bytes.count, using: &self)
        let end = min(bytes.count, index + Int.random(in: 1...12, using: &self))
        switch Int.random(in: 0..<9, using: &self) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1: bytes[index] = UInt8.random(in: 0...255, using: &self)
        case 2: bytes[index] = bytes.randomElement(using: &self) ?? 0
        case 3: bytes.insert(bytes.randomElement(using: &self) ?? 0, at: index)
        case 4: bytes.remove(at: index)
        case 5: bytes.insert(contentsOf: bytes[index..<end], at: index)
        case 6: bytes.removeSubrange(index..<end)
        case 7: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &self))
        default: bytes.insert(contentsOf: Mutator.fragments.randomElement(using: &self) ?? [], at: index)
        }
    }

    /// What a parser is most likely to take wrongly.
    private static let fragments = [
        "\"", "\\", "{", "}", "[", "]", ":", ",", ".", "=", " ", "\n", "\t", "\0", "\u{FEFF}", "\\u0000", "\\uD800",
        "\\u0022", "null", "true", "-", "0", "1e9", "1E400", "é", "\u{212A}", "\"alg\":\"none\",", "\"crit\":[],",
        "\"kty\":\"oct\",", "\"d\":\"AQ\",", "AAAA", "A", "-_",
    ].map { Array($0.utf8) }
}
