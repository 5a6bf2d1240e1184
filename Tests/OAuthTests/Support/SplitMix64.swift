import Foundation

/// Random numbers, and the same again from the same seed.
///
/// `MUTATIONS` in the environment says how many tries a test makes that takes random input, `MUTATION_SEED` where the
/// sequence begins.
struct SplitMix64: RandomNumberGenerator {
    static let tries = number(named: "MUTATIONS") ?? 4_000
    static let seed = UInt64(number(named: "MUTATION_SEED") ?? 7519)

    private var state: UInt64

    init(seed: UInt64 = SplitMix64.seed) {
        state = seed
    }

    private static func number(named name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
